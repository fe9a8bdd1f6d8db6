using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Telemetry;

public sealed class OpenTelemetryExportTests
{
    [Fact]
    public async Task Stop_AfterCallsWithACollectorSet_HasSentTheirSpansAndDurations()
    {
        await using var collector = await OtlpCollector.StartAsync();
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address);
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        try
        {
            await using var host = await TestHost.StartAsync(new() { ["ServiceDefaults:ServiceName"] = "kale-tested" });
            await new Search.SearchClient(host.Channel).SearchAsync(new SearchRequest());
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", null);
            Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", null);
        }

        Assert.True(collector.Has("/v1/traces", "kale.v1.Search/Search"));
        Assert.True(collector.Has("/v1/traces", "kale-tested"));
        Assert.True(collector.Has("/v1/metrics", "rpc.server.call.duration"));
    }
}
