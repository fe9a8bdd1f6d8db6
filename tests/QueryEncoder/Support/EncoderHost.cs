using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Kale.Encoding;
using Kale.Encoding.Batching;
using Kale.QueryEncoder.Serving;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.QueryEncoder.Tests.Support;

/// <summary>The query encoder as it is started in production, on a loopback port.</summary>
internal sealed class EncoderHost : IAsyncDisposable
{
    private EncoderHost(WebApplication app, LogSink logs)
    {
        (App, Logs) = (app, logs);
        Channel = GrpcChannel.ForAddress(app.Urls.First());
        Client = new QueryEncoding.QueryEncodingClient(Channel);
        Reranker = new Reranking.RerankingClient(Channel);
        Health = new Health.HealthClient(Channel);
    }

    public WebApplication App { get; }

    public LogSink Logs { get; }

    public GrpcChannel Channel { get; }

    public QueryEncoding.QueryEncodingClient Client { get; }

    public Reranking.RerankingClient Reranker { get; }

    public Health.HealthClient Health { get; }

    public static Task<EncoderHost> StartAsync(string store, params (string Option, string Value)[] options) =>
        StartAsync(TimeProvider.System, store, options);

    public static async Task<EncoderHost> StartAsync(
        TimeProvider time, string store, params (string Option, string Value)[] options)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddSingleton(time);
        var settings = options.ToDictionary(
            option => IsShared(option.Option) ? option.Option : $"QueryEncoder:{option.Option}",
            option => (string?)option.Value);
        settings.TryAdd("QueryEncoder:BundleStore", store);
        settings["QueryEncoder:Inference:Threads"] = "1";
        builder.Configuration.AddInMemoryCollection(settings);
        var logs = new LogSink();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.AddServiceDefaults();
        builder.AddQueryEncoder();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapQueryEncoder();
        await app.StartAsync();
        return new EncoderHost(app, logs);
    }

    private static bool IsShared(string option) =>
        option.StartsWith("State:", StringComparison.Ordinal) || option.StartsWith("S3:", StringComparison.Ordinal);

    /// <summary>Started and warmed up.</summary>
    public static async Task<EncoderHost> ReadyAsync(string store, params (string Option, string Value)[] options)
    {
        var host = await StartAsync(store, options);
        await host.WaitForAsync("", ServingStatus.Serving);
        return host;
    }

    public Task WaitForAsync(string service, ServingStatus status) => Wait.ForFirstAsync(
        stop => Health.Watch(new HealthCheckRequest { Service = service }, cancellationToken: stop)
            .ResponseStream.ReadAllAsync(stop),
        response => response.Status == status);

    /// <summary>What the queue of the encoder in service has done so far.</summary>
    public QueueMetrics QueueMetrics()
    {
        using var lease = App.Services.GetRequiredService<ModelState<Encoder>>().Lease();
        return lease.Model.Metrics;
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
