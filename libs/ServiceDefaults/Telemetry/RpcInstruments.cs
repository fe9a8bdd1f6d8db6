using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Kale.ServiceDefaults.Telemetry;

/// <summary>
/// What is measured of every call: once under OpenTelemetry's name for RPC, once under the names that gRPC dashboards
/// for Prometheus know (grpc_server_started_total, grpc_server_handled_total, grpc_server_handling_seconds).
/// </summary>
internal sealed class RpcInstruments
{
    public const string MeterName = "Kale.Rpc";

    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10],
    };

    private readonly Counter<long> _started;
    private readonly Counter<long> _handled;
    private readonly Histogram<double> _handling;
    private readonly Histogram<double> _duration;

    public RpcInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _started = meter.CreateCounter<long>("grpc.server.started", null, "Calls begun.");
        _handled = meter.CreateCounter<long>("grpc.server.handled", null, "Calls ended, by status code.");
        _handling = meter.CreateHistogram("grpc.server.handling", "s", "Time to answer a call.", advice: s_seconds);
        _duration = meter.CreateHistogram("rpc.server.call.duration", "s", "Time to answer a call.", advice: s_seconds);
    }

    /// <summary>Series exist at zero from the start, so that a first failure is a rise and not a new line.</summary>
    public void Announce(IMethod method)
    {
        var tags = TagsOf(method);
        _started.Add(0, tags);
        foreach (var code in Enum.GetValues<StatusCode>())
            _handled.Add(0, WithCode(tags, code));
    }

    public void Started(IMethod method) => _started.Add(1, TagsOf(method));

    public void Handled(IMethod method, StatusCode code, TimeSpan time)
    {
        var tags = TagsOf(method);
        _handled.Add(1, WithCode(tags, code));
        _handling.Record(time.TotalSeconds, tags);
        if (_duration.Enabled)
            _duration.Record(time.TotalSeconds, SemanticTags(method, code));
    }

    /// <summary>The attributes that OpenTelemetry's conventions for RPC name.</summary>
    public static TagList SemanticTags(IMethod method, StatusCode code)
    {
        var tags = new TagList
        {
            { "rpc.system.name", "grpc" },
            { "rpc.method", method.FullName[1..] },
            { "rpc.status_code", StatusNames.Of(code) },
        };
        if (code != StatusCode.OK)
            tags.Add("error.type", StatusNames.Of(code));
        return tags;
    }

    private static TagList TagsOf(IMethod method) => new()
    {
        { "grpc_type", TypeOf(method.Type) },
        { "grpc_service", method.ServiceName },
        { "grpc_method", method.Name },
    };

    private static TagList WithCode(TagList tags, StatusCode code)
    {
        tags.Add("grpc_code", code.ToString());
        return tags;
    }

    private static string TypeOf(MethodType type) => type switch
    {
        MethodType.Unary => "unary",
        MethodType.ClientStreaming => "client_stream",
        MethodType.ServerStreaming => "server_stream",
        _ => "bidi_stream",
    };
}
