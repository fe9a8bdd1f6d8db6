using Grpc.Core;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Metrics;

public sealed class PrometheusEndpointTests
{
    [Fact]
    public async Task Metrics_AfterCalls_CountsThemByMethodAndCode()
    {
        var port = LoopbackPort.Choose();
        await using var host = await TestHost.StartAsync(
            new() { ["ServiceDefaults:MetricsUrl"] = $"http://127.0.0.1:{port}" });
        var client = new Search.SearchClient(host.Channel);
        await client.SearchAsync(new SearchRequest());
        host.Search.OnSearch = (_, _) => throw new FailureException(Reasons.InvalidRequest, "no");
        await Assert.ThrowsAsync<RpcException>(() => client.SearchAsync(new SearchRequest()).ResponseAsync);

        using var http = new HttpClient();
        var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');

        const string Method = "grpc_type=\"unary\",grpc_service=\"kale.v1.Search\",grpc_method=\"Search\"";
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("# TYPE grpc_server_handling_seconds histogram", lines);
        Assert.Contains($"grpc_server_started_total{{{Method}}} 2", lines);
        Assert.Contains($"grpc_server_handled_total{{{Method},grpc_code=\"OK\"}} 1", lines);
        Assert.Contains($"grpc_server_handled_total{{{Method},grpc_code=\"InvalidArgument\"}} 1", lines);
        Assert.Contains($"grpc_server_handled_total{{{Method},grpc_code=\"Unavailable\"}} 0", lines);
        Assert.Contains($"grpc_server_handling_seconds_bucket{{{Method},le=\"+Inf\"}} 2", lines);
        Assert.Contains($"grpc_server_handling_seconds_count{{{Method}}} 2", lines);
        Assert.Contains(lines, line => line.StartsWith(
            "rpc_server_call_duration_seconds_count{rpc_system_name=\"grpc\",rpc_method=\"kale.v1.Search/Search\","
            + "rpc_status_code=\"OK\"",
            StringComparison.Ordinal));
    }
}
