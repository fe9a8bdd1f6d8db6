using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Telemetry;

/// <summary>
/// The metric that OpenTelemetry's conventions for RPC name, which no package measures: how long each gRPC call took,
/// whatever part of the server answered it.
/// </summary>
internal sealed class RpcDuration(IMeterFactory meters)
{
    private readonly Histogram<double> _duration = meters.Create("Kale.Rpc").CreateHistogram(
        "rpc.server.call.duration",
        "s",
        "Time to answer a call.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10],
        });

    public async Task MeasureAsync(HttpContext http, RequestDelegate next)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            if (_duration.Enabled && http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } called)
            {
                _duration.Record(
                    Stopwatch.GetElapsedTime(start).TotalSeconds, Attributes(called.Method, StatusOf(http)));
            }
        }
    }

    /// <summary>A call that never reached its method was refused: for its key, or for there being too many.</summary>
    private static StatusCode StatusOf(HttpContext http) =>
        http.Features.Get<IServerCallContextFeature>()?.ServerCallContext.Status.StatusCode
            ?? (int.TryParse(http.Response.Headers["grpc-status"], out var code)
                ? (StatusCode)code
                : StatusCode.Unknown);

    private static TagList Attributes(IMethod method, StatusCode code)
    {
        var name = code == StatusCode.OK ? "OK" : Reasons.From(code);
        var attributes = new TagList
        {
            { "rpc.system.name", "grpc" },
            { "rpc.method", method.FullName[1..] },
            { "rpc.response.status_code", name },
        };
        if (IsServersFault(code))
            attributes.Add("error.type", name);
        return attributes;
    }

    private static bool IsServersFault(StatusCode code) => code is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}
