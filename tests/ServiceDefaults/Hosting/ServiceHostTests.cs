using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Kale.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Tests.Hosting;

public sealed class ServiceHostTests
{
    [Theory]
    [InlineData("ServiceDefaults:MaxReceiveMessageBytes", "many", "MaxReceiveMessageBytes")]
    [InlineData("ServiceDefaults:DrainTimeout", "99:00:00", "error: ServiceDefaults:DrainTimeout: ")]
    [InlineData("ServiceDefaults:MetricsUrl", "here", "error: ServiceDefaults:MetricsUrl is 'here'")]
    [InlineData(
        "ServiceDefaults:MetricsUrl",
        "http://127.0.0.1:99999",
        "error: ServiceDefaults:MetricsUrl is 'http://127.0.0.1:99999'")]
    [InlineData("urls", "nonsense", "nonsense")]
    [InlineData("urls", "http://127.0.0.1:99999", "'http://127.0.0.1:99999' is out of range")]
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

    [Fact]
    public void Run_WithAMistakeBesideAMetricsAddress_SaysTheMistake()
    {
        var (code, errors) = Run(new()
        {
            ["ServiceDefaults:MetricsUrl"] = "http://127.0.0.1:9464",
            ["ServiceDefaults:MaxReceiveMessageBytes"] = "1",
        });
        Assert.Equal(78, code);
        Assert.Contains("MaxReceiveMessageBytes", Assert.Single(errors));
    }

    [Fact]
    public void Run_WithSeveralMistakes_SaysEachInALineOfItsOwn()
    {
        var (code, errors) = Run(
            new() { ["ServiceDefaults:DrainTimeout"] = "99:00:00", ["Second:Size"] = "0" },
            builder => builder.Services.AddOptionsWithValidateOnStart<SecondOptions>()
                .BindConfiguration("Second")
                .ValidateDataAnnotations());
        Assert.Equal(78, code);
        Assert.Equal(
            ["DrainTimeout", "Size"],
            errors
                .Select(error => error.Contains("DrainTimeout") ? "DrainTimeout"
                    : error.Contains("Size") ? "Size"
                    : error)
                .Order());
    }

    [Fact]
    public void Run_WithACertificateThatIsNotThere_SaysItInOneLine()
    {
        var (code, errors) = Run(new()
        {
            ["Kestrel:Endpoints:Tls:Url"] = "https://127.0.0.1:0",
            ["Kestrel:Endpoints:Tls:Certificate:Path"] = "nowhere.pfx",
        });
        Assert.Equal(78, code);
        Assert.Single(errors);
    }

    [Fact]
    public void Run_WithAnArgumentThatIsNone_SaysWhich()
    {
        var (code, errors) = RunBuilt(() => WebApplication.CreateBuilder(["-urls=http://127.0.0.1:0"]).Build());
        Assert.Equal(78, code);
        Assert.Contains("-urls=http://127.0.0.1:0", Assert.Single(errors));
    }

    [Fact]
    public void Run_OnADirectoryThatMayNotBeRead_SaysWhich()
    {
        // A directory opened as a file is refused as one without access is, to the superuser too.
        var directory = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var (code, errors) = Run(
            [], builder => builder.Services.AddHostedService(_ => new Failing(() => File.OpenRead(directory))));
        Assert.Equal(78, code);
        Assert.Contains(directory, Assert.Single(errors));
    }

    [Fact]
    public void Run_IntoADeclaredException_SaysItsMessage()
    {
        var (code, errors) = Run([], builder => builder.Services
            .AddErrorRows(rows => rows.Misconfigured<KeyNotFoundException>())
            .AddHostedService(_ =>
                new Failing(() => throw new KeyNotFoundException("The store is damaged; restore it."))));
        Assert.Equal(78, code);
        Assert.Equal("error: The store is damaged; restore it.", Assert.Single(errors));
    }

    [Fact]
    public void Run_IntoAnythingElse_IsAFailureAndNoMistake() =>
        Assert.Throws<KeyNotFoundException>(() =>
            Run([], builder => builder.Services.AddHostedService(
                _ => new Failing(() => throw new KeyNotFoundException()))));

    private static (int Code, string[] Errors) Run(string option, string value) => Run(new() { [option] = value });

    private static (int Code, string[] Errors) Run(
        Dictionary<string, string?> options, Action<WebApplicationBuilder>? add = null) =>
        RunBuilt(() =>
        {
            var builder = WebApplication.CreateBuilder();
            builder.Configuration.AddInMemoryCollection(options);
            builder.Logging.ClearProviders();
            builder.AddServiceDefaults();
            add?.Invoke(builder);
            var app = builder.Build();
            app.MapServiceDefaults();
            return app;
        });

    private static (int Code, string[] Errors) RunBuilt(Func<WebApplication> build)
    {
        var errors = new StringWriter();
        var code = ServiceHost.Run(build, errors);
        return (code, errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class SecondOptions
    {
        [Range(1, 10)]
        public int Size { get; set; }
    }

    private sealed class Failing(Action start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
