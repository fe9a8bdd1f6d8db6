using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kale.VectorIndex.Tests.Support;

/// <summary>A call that passed the proxy.</summary>
/// <param name="Method">Such as "Upsert".</param>
/// <param name="Bytes">Of the request.</param>
internal sealed record ProxiedCall(string Method, long Bytes);

/// <summary>What the proxy answers instead of the store.</summary>
/// <param name="Status">A gRPC status code.</param>
/// <param name="RetryAfter">Seconds, as Qdrant sends them.</param>
/// <param name="Reset">An error code of HTTP/2 that the stream is reset with, in the place of an answer.</param>
internal sealed record Fault(int Status, int? RetryAfter = null, int? Reset = null);

/// <summary>
/// Stands before the real store, forwards unary calls and lets a test make some of them fail as servers do.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly HttpMessageInvoker _upstream = new(new SocketsHttpHandler());
    private readonly WebApplication _app;
    private readonly Uri _store;

    private FaultyProxy(Uri store)
    {
        _store = store;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public ConcurrentQueue<ProxiedCall> Calls { get; } = new();

    /// <summary>Asked before every call is forwarded; null lets it pass.</summary>
    public Func<string, Fault?> Before { get; set; } = _ => null;

    public Uri Address => new(_app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<FaultyProxy> StartAsync(Uri store)
    {
        var proxy = new FaultyProxy(store);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _upstream.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var method = context.Request.Path.Value!.Split('/')[^1];
        Calls.Enqueue(new ProxiedCall(method, body.Length));
        if (Before(method) is { } fault) Answer(context, fault);
        else await ForwardAsync(context, body.ToArray());
    }

    private static void Answer(HttpContext context, Fault fault)
    {
        if (fault.Reset is { } code)
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
            return;
        }

        context.Response.ContentType = "application/grpc";
        if (fault.RetryAfter is { } seconds) context.Response.Headers["retry-after"] = $"{seconds}";
        context.Response.Headers["grpc-message"] = "as the test wants it";
        context.Response.Headers["grpc-status"] = $"{fault.Status}";
    }

    private async Task ForwardAsync(HttpContext context, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_store, context.Request.Path))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        using var response = await _upstream.SendAsync(request, context.RequestAborted);
        var answer = await response.Content.ReadAsByteArrayAsync();
        context.Response.ContentType = "application/grpc";
        foreach (var (name, values) in response.Headers.Where(header =>
            header.Key.StartsWith("grpc-status", StringComparison.Ordinal) || header.Key == "grpc-message"))
            context.Response.Headers[name] = values.ToArray();
        await context.Response.Body.WriteAsync(answer);
        foreach (var (name, values) in response.TrailingHeaders) context.Response.AppendTrailer(name, values.ToArray());
    }
}
