using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>A real server on a loopback port with one service whose calls do what the test says.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(WebApplication app, ScriptedSearch search, LogSink logs)
    {
        (App, Search, Logs) = (app, search, logs);
        Address = app.Urls.First();
        Channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
    }

    public WebApplication App { get; }

    public ScriptedSearch Search { get; }

    public LogSink Logs { get; }

    public string Address { get; }

    public GrpcChannel Channel { get; }

    public static async Task<TestHost> StartAsync(
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        var search = new ScriptedSearch();
        var logs = new LogSink();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton(search);
        builder.AddServiceDefaults();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<ScriptedSearch>();
        map?.Invoke(app);
        await app.StartAsync();
        return new TestHost(app, search, logs);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
