using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.Gateway.Tests.Support;

/// <summary>The gateway as it is started in production, on a loopback port.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, LogSink logs)
    {
        (_app, Logs) = (app, logs);
        Channel = GrpcChannel.ForAddress(app.Urls.First(), new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Client = new V1.Search.SearchClient(Channel);
    }

    public LogSink Logs { get; }

    public IServiceProvider Services => _app.Services;

    public GrpcChannel Channel { get; }

    public V1.Search.SearchClient Client { get; }

    public static Task<GatewayHost> StartAsync(params (string Option, string Value)[] options) =>
        StartAsync(TimeProvider.System, options);

    public static async Task<GatewayHost> StartAsync(TimeProvider time, params (string Option, string Value)[] options)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddSingleton(time);
        builder.Configuration.AddInMemoryCollection(options.ToDictionary(
            option => option.Option.StartsWith("State:") || option.Option.StartsWith("S3:")
                ? option.Option
                : $"Gateway:{option.Option}",
            option => (string?)option.Value));
        var logs = new LogSink();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.AddServiceDefaults();
        builder.AddGateway();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGateway();
        await app.StartAsync();
        return new GatewayHost(app, logs);
    }

    public async Task<ServingStatus> StatusAsync() =>
        (await new Health.HealthClient(Channel).CheckAsync(new HealthCheckRequest())).Status;

    public async Task WaitUntilReadyAsync()
    {
        var health = new Health.HealthClient(Channel);
        await Wait.ForFirstAsync(
            stop => health.Watch(new HealthCheckRequest(), cancellationToken: stop).ResponseStream.ReadAllAsync(stop),
            response => response.Status == ServingStatus.Serving);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
