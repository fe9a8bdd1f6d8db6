using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Tests.Hosting;

/// <summary>Other machines reach no service that asks nobody who calls, unless it was told so.</summary>
public sealed class ExposureTests
{
    private const string Everywhere = "http://0.0.0.0:0";

    [Theory]
    [InlineData("urls", Everywhere)]
    [InlineData("urls", "http://*:0")]
    [InlineData("urls", "http://[::]:0")]
    [InlineData("urls", "http://127.0.0.1:0;http://192.0.2.1:7700")]
    [InlineData("http_ports", "7700")]
    [InlineData("Kestrel:Endpoints:Grpc:Url", Everywhere)]
    public void Run_WhereOtherMachinesReachIt_RefusesAndSaysWhatToDo(string setting, string value)
    {
        var (code, errors) = Run(new() { [setting] = value });
        Assert.Equal(78, code);
        var error = Assert.Single(errors);
        Assert.Contains("nobody is asked who calls", error);
        Assert.Contains("ServiceDefaults:Keys", error);
        Assert.Contains("ServiceDefaults:Insecure=true", error);
    }

    // Beside another mistake, so that nothing of a test listens for other machines.
    [Theory]
    [InlineData("urls", "http://localhost:7700")]
    [InlineData("urls", "http://127.0.0.3:0")]
    [InlineData("urls", "http://[::1]:0")]
    [InlineData("urls", Everywhere, "ServiceDefaults:Insecure", "true")]
    [InlineData("urls", Everywhere, "ServiceDefaults:ApiKey", "key")]
    [InlineData("ServiceDefaults:MetricsUrl", "http://0.0.0.0:9464")]
    [InlineData("ServiceDefaults:HealthUrl", "http://0.0.0.0:8081")]
    public void Run_WhereNobodyElseReachesItOrCallersAreAskedOrByOrder_DoesNotMind(
        string setting, string value, string other = "Logging:None", string otherValue = "")
    {
        var (code, errors) = Run(new()
        {
            [setting] = value,
            [other] = otherValue,
            ["ServiceDefaults:MaxReceiveMessageBytes"] = "1",
        });
        Assert.Equal(78, code);
        Assert.Contains("MaxReceiveMessageBytes", Assert.Single(errors));
    }

    [Fact]
    public async Task Health_AtAnAddressOfItsOwn_IsAnsweredThereAndNothingElseIs()
    {
        var url = $"http://127.0.0.1:{LoopbackPort.Choose()}";
        await using var host = await TestHost.StartAsync(
            new() { ["ServiceDefaults:HealthUrl"] = url, ["ServiceDefaults:Reflection"] = "true" });
        using var side = Grpc.Net.Client.GrpcChannel.ForAddress(url);
        await new Grpc.Health.V1.Health.HealthClient(side).CheckAsync(new Grpc.Health.V1.HealthCheckRequest());
        var error = await RichErrors.FailsAsync(new Search.SearchClient(side).SearchAsync(new SearchRequest()));
        Assert.Equal("UNIMPLEMENTED", error.Reason());
        await new Search.SearchClient(host.Channel).SearchAsync(new SearchRequest());
        await new Grpc.Health.V1.Health.HealthClient(host.Channel).CheckAsync(new Grpc.Health.V1.HealthCheckRequest());
    }

    [Fact]
    public void Health_AtThePortOfCalls_IsRefused()
    {
        var (code, errors) = Run(new()
        {
            ["urls"] = "http://127.0.0.1:7700",
            ["ServiceDefaults:HealthUrl"] = "http://127.0.0.2:7700",
        });
        Assert.Equal(78, code);
        Assert.Contains("give it a port of its own", Assert.Single(errors));
    }

    private static (int Code, string[] Errors) Run(Dictionary<string, string?> settings)
    {
        var errors = new StringWriter();
        var code = ServiceHost.Run(
            () =>
            {
                var builder = WebApplication.CreateBuilder();
                builder.Configuration.AddInMemoryCollection(settings);
                builder.Logging.ClearProviders();
                builder.AddServiceDefaults();
                var app = builder.Build();
                app.MapServiceDefaults();
                return app;
            },
            errors);
        return (code, errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
