using Kale.Gateway.Peers;
using Kale.Gateway.Pipeline;
using Kale.ServiceDefaults;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.Gateway;

/// <summary>The gateway as a part of any host.</summary>
public static class GatewaySetup
{
    /// <summary>Search over a query encoder, a vector store and, where there is one, a reranker.</summary>
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        builder.Services.AddOptionsWithValidateOnStart<GatewayOptions>().BindConfiguration(GatewayOptions.Section);
        builder.Services
            .AddReadyLater(V1.Search.Descriptor.FullName)
            .AddPeers()
            .AddSearch()
            .AddHostedService<GatewayReadiness>();
        return builder;
    }

    /// <summary>Maps Search and EncoderRegistry.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        app.MapGrpcService<SearchService>();
        app.MapGrpcService<RegistryService>();
        return app;
    }

    private static IServiceCollection AddPeers(this IServiceCollection services) => services
        .AddSingleton<ReadyReplicas>()
        .AddSingleton<PeerChannels>()
        .AddSingleton<QueryEncoderClient>()
        .AddSingleton<RerankerClient>()
        .AddSingleton(host => new VectorStore(
            host.GetRequiredService<IOptions<GatewayOptions>>().Value.Qdrant, host.GetRequiredService<TimeProvider>()))
        .AddSingleton<PassageIndex>();

    private static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddSingleton<RerankClock>()
        .AddSingleton<RerankStage>()
        .AddSingleton<SearchPipeline>()
        .AddSingleton<SearchService>()
        .AddSingleton<RegistryService>();
}
