using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>A service as it is started in production, on a loopback port, with a channel to it.</summary>
internal abstract class RunningService : IAsyncDisposable
{
    protected RunningService(WebApplication app, GrpcChannelOptions? options = null)
    {
        App = app;
        Channel = GrpcChannel.ForAddress(app.Urls.First(), options ?? new GrpcChannelOptions());
        Health = new HealthClient(Channel);
    }

    public WebApplication App { get; }

    public LogSink Logs => Service<LogSink>();

    public GrpcChannel Channel { get; }

    public HealthClient Health { get; }

    public T Service<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public Task WaitUntilReadyAsync() => WaitForAsync("", ServingStatus.Serving);

    public Task WaitForAsync(string service, ServingStatus status) => Wait.ForFirstAsync(
        stop => Health.Watch(new HealthCheckRequest { Service = service }, cancellationToken: stop)
            .ResponseStream.ReadAllAsync(stop),
        response => response.Status == status);

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    /// <param name="section">Whose settings the options are, but for State's and S3's.</param>
    /// <param name="options">Names and values; the last of a name counts.</param>
    /// <param name="add">The service.</param>
    /// <param name="map">Its calls.</param>
    /// <param name="time">The system's, by default.</param>
    protected static WebApplication Build(
        string section, IEnumerable<(string Option, string Value)> options, Action<WebApplicationBuilder> add,
        Action<WebApplication> map, TimeProvider? time = null)
    {
        var (builder, logs) = (WebApplication.CreateBuilder(), new LogSink());
        builder.Services.AddSingleton(time ?? TimeProvider.System).AddSingleton(logs);
        builder.Configuration.AddInMemoryCollection(options
            .Select(option => KeyValuePair.Create(
                IsShared(option.Option) ? option.Option : $"{section}:{option.Option}", (string?)option.Value))
            .Reverse()
            .DistinctBy(setting => setting.Key));
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.AddServiceDefaults();
        add(builder);
        var app = builder.Build();
        app.MapServiceDefaults();
        map(app);
        return app;
    }

    private static bool IsShared(string option) =>
        option.StartsWith("State:", StringComparison.Ordinal) || option.StartsWith("S3:", StringComparison.Ordinal);
}
