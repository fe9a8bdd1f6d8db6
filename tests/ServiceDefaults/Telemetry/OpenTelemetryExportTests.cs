using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Telemetry;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Telemetry;

[Collection(nameof(Alone))]
public sealed class OpenTelemetryExportTests : IAsyncLifetime
{
    private readonly RedisServer _redis = new();
    private OtlpCollector _collector = null!;

    [Fact]
    public async Task Stop_AfterCallsWithACollectorSet_HasSentTheirSpansAndDurations()
    {
        await using (var host = await TestHost.StartAsync(new()
        {
            ["ServiceDefaults:ServiceName"] = "kale-tested",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }))
        {
            host.App.Services.Trace(_redis.Connection);
            host.Search.OnSearch = async (_, _) =>
            {
                await _redis.Connection.GetDatabase().StringGetAsync("key");
                return new SearchResponse();
            };
            await new Search.SearchClient(host.Channel).SearchAsync(new SearchRequest());
        }

        Assert.True(_collector.Has("/v1/traces", "kale-tested"));
        // Of the call: the server's span and the client's.
        foreach (var part in new[] { "rpc.method", "kale.v1.Search/Search", "rpc.response.status_code" })
            Assert.True(_collector.Has("/v1/traces", part), part);
        Assert.True(_collector.Has("/v1/traces", "OpenTelemetry.Instrumentation.GrpcNetClient"));
        Assert.True(_collector.Has("/v1/traces", "OpenTelemetry.Instrumentation.StackExchangeRedis"));
        Assert.True(_collector.Has("/v1/metrics", "rpc.server.call.duration"));
        Assert.True(_collector.Has("/v1/metrics", "dotnet.gc.collections"));
    }

    public async Task InitializeAsync()
    {
        _collector = await OtlpCollector.StartAsync();
        await _redis.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _collector.DisposeAsync();
    }
}
