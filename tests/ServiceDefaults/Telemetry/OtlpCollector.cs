using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Tests.Telemetry;

/// <summary>Takes OTLP over HTTP as a collector does and keeps the strings of what was sent, by path.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();

    private OtlpCollector(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var collector = new OtlpCollector(app);
        app.MapPost("/v1/{signal}", collector.Take);
        await app.StartAsync();
        return collector;
    }

    public bool Has(string path, string text) => _received.Any(
        sent => sent.Path == path && sent.Body.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        var body = await ByteString.FromStreamAsync(http.Request.Body);
        _received.Enqueue((http.Request.Path, body.ToString(System.Text.Encoding.Latin1)));
    }
}
