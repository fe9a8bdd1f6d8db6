using System.Globalization;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RichStatus = Google.Rpc.Status;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// Failures that gRPC itself answers before or after any interceptor (a request that cannot be read, a message too
/// large, a deadline) get their details here, so that every failure carries them.
/// </summary>
internal sealed class FailureDetailsMiddleware(RequestDelegate next, FailureTranslator translator)
{
    public async Task InvokeAsync(HttpContext http)
    {
        await next(http);
        if (TrailersOf(http) is { IsReadOnly: false } trailers
            && int.TryParse(trailers["grpc-status"].ToString(), out var code) && code != (int)StatusCode.OK
            && !trailers.ContainsKey(MetadataExtensions.StatusDetailsTrailerName))
        {
            var call = http.Features.Get<IServerCallContextFeature>()?.ServerCallContext;
            var details = call?.Status.DebugException is { } met
                ? FromGrpc(met, call)
                : translator.ToStatus((StatusCode)code, Uri.UnescapeDataString(trailers["grpc-message"].ToString()));
            call?.Status = new Status((StatusCode)details.Code, details.Message);
            Write(trailers, details);
        }
    }

    /// <summary>Ends a call before a byte of its request is read.</summary>
    public static Task RefuseAsync(HttpContext http, StatusCode code, Failure failure)
    {
        http.Response.ContentType = "application/grpc";
        Write(http.Response.Headers, StatusDetails.ToStatus(code, failure));
        return http.Response.CompleteAsync();
    }

    public static void Write(IHeaderDictionary trailers, RichStatus status)
    {
        trailers["grpc-status"] = status.Code.ToString(CultureInfo.InvariantCulture);
        trailers["grpc-message"] = Uri.EscapeDataString(status.Message);
        trailers[MetadataExtensions.StatusDetailsTrailerName] = Convert.ToBase64String(status.ToByteArray());
    }

    /// <summary>What gRPC met before the interceptor saw the call it would answer with UNKNOWN.</summary>
    private RichStatus FromGrpc(Exception met, ServerCallContext call) =>
        translator.ToStatus(UnreadableRequest.Is(met) ? UnreadableRequest.From(met) : met, call);

    private static IHeaderDictionary? TrailersOf(HttpContext http) => http.Response.HasStarted
        ? http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
        : http.Response.Headers;
}
