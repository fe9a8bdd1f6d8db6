using Kale.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kale.Gateway.Tests.Support;

/// <summary>A service that the gateway calls, on a loopback port, with the suite's own edge.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Peer(WebApplication app) => (_app, Address) = (app, app.Urls.First());

    public string Address { get; }

    public static async Task<Peer> StartAsync<TService>(TService service, int port = 0)
        where TService : class
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults($"http://127.0.0.1:{port}");
        builder.Services.AddSingleton(service);
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<TService>();
        await app.StartAsync();
        return new Peer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
