using System.Diagnostics.Metrics;
using Grpc.Core;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Kale.ServiceDefaults.Tests.Telemetry;

[Collection(nameof(Alone))]
public sealed class PrometheusEndpointTests
{
    private const string Seconds = "rpc_server_call_duration_seconds";

    [Fact]
    public async Task Metrics_AfterCalls_HoldTheirDurationsByMethodAndCode()
    {
        await using var host = await ScrapedHost.StartAsync();
        var client = new Search.SearchClient(host.Calls.Channel);
        await client.SearchAsync(new SearchRequest());
        host.Calls.Search.OnSearch = (_, _) => throw new FailureException(Reasons.InvalidRequest, "no");
        await Assert.ThrowsAsync<RpcException>(() => client.SearchAsync(new SearchRequest()).ResponseAsync);
        host.Calls.Search.OnSearch = (_, _) => throw new InvalidOperationException("a bug");
        await Assert.ThrowsAsync<RpcException>(() => client.SearchAsync(new SearchRequest()).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => host.Calls.Channel.CreateCallInvoker().AsyncUnaryCall(
            RawCalls.Method(MethodType.Unary, "kale.v1.Search", "Search"), null, default, [0xff]).ResponseAsync);

        var lines = await host.ScrapeAsync();

        const string Method = "rpc_method=\"kale.v1.Search/Search\"";
        Assert.Contains($"# TYPE {Seconds} histogram", lines);
        Assert.Equal("1", ValueOf(lines, $"{Seconds}_count", Method, "rpc_response_status_code=\"OK\""));
        Assert.Equal("2", ValueOf(lines, $"{Seconds}_count", Method, "rpc_response_status_code=\"INVALID_ARGUMENT\""));
        Assert.Equal("1", ValueOf(lines, $"{Seconds}_count", Method, "error_type=\"INTERNAL\""));
        Assert.Contains(lines, line => line.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_AfterRefusals_CountThemByMethod()
    {
        const string Method = "kale.v1.Search/Search";
        var (entered, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await ScrapedHost.StartAsync(services => services.AddDoor(
            Method, _ => new ConcurrencyLimit(new AdmissionOptions { MinInFlight = 1, MaxInFlight = 1 })));
        host.Calls.Search.OnSearch = async (_, _) =>
        {
            entered.SetResult();
            await held.Task;
            return new SearchResponse();
        };
        var client = new Search.SearchClient(host.Calls.Channel);
        var first = client.SearchAsync(new SearchRequest());
        await entered.Task.WaitAsync(Wait.Limit);
        for (var i = 0; i < 3; i++)
            await RichErrors.FailsAsync(client.SearchAsync(new SearchRequest()));

        var lines = await host.ScrapeAsync();

        Assert.Equal("3", ValueOf(lines, "kale_admission_refused_total", $"rpc_method=\"{Method}\""));
        held.SetResult();
        await first;
    }

    /// <summary>What the autoscaler and the documents name, by the instruments that they come from.</summary>
    [Fact]
    public async Task Metrics_OfTheSuite_HaveTheNamesThatDocumentsAndManifestsUse()
    {
        await using var host = await ScrapedHost.StartAsync();
        using var meter = new Meter("Kale.Tests");
        var encoder = new KeyValuePair<string, object?>("encoder", "e");
        meter.CreateObservableGauge("kale.encoding.queue.wait", () => new Measurement<double>(0.25, encoder), "s");
        meter.CreateCounter<long>("kale.cache.redis.failures", "{call}").Add(3);

        var lines = await host.ScrapeAsync();

        Assert.Contains("# TYPE kale_encoding_queue_wait_seconds gauge", lines);
        Assert.Equal("0.25", ValueOf(lines, "kale_encoding_queue_wait_seconds", "encoder=\"e\""));
        Assert.Equal("3", ValueOf(lines, "kale_cache_redis_failures_total"));
    }

    [Fact]
    public async Task Metrics_AtThePortOfCalls_AreNotThereWhateverHostTheRequestNames()
    {
        await using var host = await ScrapedHost.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(host.Calls.Address), "/metrics"))
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { Host = host.Metrics.Authority },
        };
        using var response = await http.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    private static string ValueOf(IEnumerable<string> lines, string name, params string[] labels) => Assert.Single(
        lines,
        line => line.Split('{', ' ')[0] == name && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Split("} ")[1].Split(' ')[0];

    private sealed record ScrapedHost(TestHost Calls, Uri Metrics) : IAsyncDisposable
    {
        public static async Task<ScrapedHost> StartAsync(Action<IServiceCollection>? services = null)
        {
            var url = $"http://127.0.0.1:{LoopbackPort.Choose()}";
            return new(
                await TestHost.StartAsync(new() { ["ServiceDefaults:MetricsUrl"] = url }, services: services),
                new Uri($"{url}/metrics"));
        }

        public async Task<string[]> ScrapeAsync()
        {
            using var http = new HttpClient();
            var response = await http.GetAsync(Metrics);
            Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
            return (await response.Content.ReadAsStringAsync()).Split('\n');
        }

        public ValueTask DisposeAsync() => Calls.DisposeAsync();
    }
}
