using System.Diagnostics;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Telemetry;

/// <summary>Measures every gRPC call, whatever part of the server answers it, and names its span.</summary>
internal sealed class RpcTelemetryMiddleware(RequestDelegate next, RpcInstruments instruments)
{
    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } found
            ? Measure(http, found.Method)
            : next(http);

    private async Task Measure(HttpContext http, IMethod method)
    {
        var start = Stopwatch.GetTimestamp();
        instruments.Started(method);
        try
        {
            await next(http);
        }
        finally
        {
            var code = CallOutcome.Of(http);
            instruments.Handled(method, code, Stopwatch.GetElapsedTime(start));
            if (Activity.Current is { IsAllDataRequested: true } span)
                Describe(span, method, code);
        }
    }

    private static void Describe(Activity span, IMethod method, StatusCode code)
    {
        span.DisplayName = method.FullName[1..];
        foreach (var (key, value) in RpcInstruments.SemanticTags(method, code))
            span.SetTag(key, value);
        if (IsServersFault(code))
            span.SetStatus(ActivityStatusCode.Error);
    }

    private static bool IsServersFault(StatusCode code) => code is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}
