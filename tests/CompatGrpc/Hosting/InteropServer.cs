using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kale.CompatGrpc.Tests.Hosting;

/// <summary>Our server: Kestrel on a free loopback port with the default limits, answering gzip-compressed.</summary>
public sealed class InteropServer : IAsyncLifetime
{
    private readonly WebApplication _application = Build();

    public string Authority => new Uri(Address).Authority;

    public string Address => _application.Urls.Single();

    public Task InitializeAsync() => _application.StartAsync();

    public async Task DisposeAsync() => await _application.DisposeAsync();

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<AbandonedCalls>();
        builder.Services.AddGrpc(Configure).AddServiceOptions<LargeService>(LiftLimits);
        var application = builder.Build();
        application.MapGrpcService<InteropService>();
        application.MapGrpcService<LargeService>();
        return application;
    }

    private static void Configure(GrpcServiceOptions options)
    {
        options.Interceptors.Add<MarkingInterceptor>();
        // Naming any replaces the defaults.
        options.CompressionProviders.Add(new GzipCompressionProvider(CompressionLevel.Fastest));
        options.CompressionProviders.Add(new DeflateCompressionProvider(CompressionLevel.Fastest));
        options.CompressionProviders.Add(new InvertingCompressionProvider());
        options.ResponseCompressionAlgorithm = "gzip";
        options.ResponseCompressionLevel = CompressionLevel.Fastest;
    }

    private static void LiftLimits(GrpcServiceOptions options)
    {
        options.MaxReceiveMessageSize = null;
        options.MaxSendMessageSize = null;
    }
}
