using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kale.ServiceDefaults.Telemetry;

/// <summary>
/// Reads the status of a finished call: in the headers when nothing else was sent, else in the trailers.
/// </summary>
internal static class CallOutcome
{
    public static IHeaderDictionary? Trailers(HttpContext http) => http.Response.HasStarted
        ? http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
        : http.Response.Headers;

    public static StatusCode? StatusOf(IHeaderDictionary trailers) =>
        int.TryParse(trailers["grpc-status"].ToString(), out var code) ? (StatusCode)code : null;

    /// <summary>A call that left no status was cut off by its caller.</summary>
    public static StatusCode Of(HttpContext http)
    {
        var status = http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { } trailers
            ? StatusOf(trailers)
            : null;
        return status ?? StatusOf(http.Response.Headers) ?? StatusCode.Cancelled;
    }
}
