using Kale.Encoding;
using Kale.Encoding.Batching;
using Kale.QueryEncoder.Serving;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.AspNetCore.Builder;

namespace Kale.QueryEncoder.Tests.Support;

/// <summary>The query encoder as it is started in production, on a loopback port.</summary>
internal sealed class EncoderHost : RunningService
{
    private EncoderHost(WebApplication app)
        : base(app) => (Client, Reranker) = (new(Channel), new(Channel));

    public QueryEncoding.QueryEncodingClient Client { get; }

    public Reranking.RerankingClient Reranker { get; }

    public static Task<EncoderHost> StartAsync(string store, params (string Option, string Value)[] options) =>
        StartAsync(TimeProvider.System, store, options);

    public static async Task<EncoderHost> StartAsync(
        TimeProvider time, string store, params (string Option, string Value)[] options)
    {
        var app = Build(
            QueryEncoderOptions.Section,
            [("BundleStore", store), ("Inference:Threads", "1"), .. options],
            builder => builder.AddQueryEncoder(),
            app => app.MapQueryEncoder(),
            time);
        await app.StartAsync();
        return new EncoderHost(app);
    }

    /// <summary>Started and warmed up.</summary>
    public static async Task<EncoderHost> ReadyAsync(string store, params (string Option, string Value)[] options)
    {
        var host = await StartAsync(store, options);
        await host.WaitUntilReadyAsync();
        return host;
    }

    /// <summary>What the queue of the encoder in service has done so far.</summary>
    public QueueMetrics QueueMetrics()
    {
        using var lease = Service<ModelState<Encoder>>().Lease();
        return lease.Model.Metrics;
    }
}
