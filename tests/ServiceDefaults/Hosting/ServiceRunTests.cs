using System.Net;
using System.Net.Sockets;
using Kale.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Tests.Hosting;

public sealed class ServiceRunTests
{
    [Theory]
    [InlineData("ServiceDefaults:MaxReceiveMessageBytes", "many", "MaxReceiveMessageBytes")]
    [InlineData("ServiceDefaults:DrainTimeout", "99:00:00", "DrainTimeout")]
    [InlineData("ServiceDefaults:MetricsUrl", "here", "ServiceDefaults:MetricsUrl is 'here'")]
    [InlineData("urls", "nonsense", "nonsense")]
    public void Run_WithAMistakeInTheConfiguration_SaysItInOneLine(string option, string value, string expected)
    {
        var (code, errors) = Run(option, value);
        Assert.Equal(78, code);
        Assert.Contains(expected, Assert.Single(errors));
    }

    [Fact]
    public void Run_OnAnAddressThatIsTaken_SaysWhich()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (code, errors) = Run("urls", $"http://{taken.LocalEndpoint}");
        Assert.Equal(78, code);
        Assert.Contains($"{taken.LocalEndpoint}", Assert.Single(errors));
    }

    private static (int Code, string[] Errors) Run(string option, string value)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new(option, value)]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.MapServiceDefaults();
        var errors = new StringWriter();
        var code = ServiceRun.Run(app, errors);
        return (code, errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
