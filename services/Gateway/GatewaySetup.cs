using Kale.Bundles;
using Kale.Gateway.Gate;
using Kale.Gateway.Peers;
using Kale.Gateway.Pipeline;
using Kale.Gateway.Registry;
using Kale.Gateway.Releases;
using Kale.Gateway.Traffic;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.Rollouts.State;
using Kale.ServiceDefaults;
using Kale.VectorIndex;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
            .AddOptionsWithValidateOnStart<StateOptions>()
            .BindConfiguration(StateOptions.Section)
            .ValidateDataAnnotations();
        builder.Services.AddOptions<S3Options>().BindConfiguration(S3Options.Section);
        builder.Services
            .AddErrorRows(RegistryFailures.Add)
            .AddReadyLater(V1.Search.Descriptor.FullName)
            .AddPeers()
            .AddState()
            .AddSearch()
            .AddReleases()
            .AddGate()
            .AddRegistry()
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
        .AddSingleton<SearchService>();

    private static IServiceCollection AddState(this IServiceCollection services)
    {
        services.TryAddSingleton(host => StateStores.OpenOrNone(
            host.GetRequiredService<IOptions<StateOptions>>().Value, host.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<FleetView>();
        services.TryAddSingleton<RouteStore>();
        return services.AddSingleton<SpaceStore>().AddSingleton<ReportStore>().AddSingleton<LabelStore>();
    }

    private static IServiceCollection AddReleases(this IServiceCollection services) => services
        .AddSingleton<GatewayName>()
        .AddSingleton<RouteFollower>().AddHostedService(host => host.GetRequiredService<RouteFollower>())
        .AddSingleton<FleetFollower>().AddHostedService(host => host.GetRequiredService<FleetFollower>())
        .AddSingleton<ReleaseChooser>()
        .AddSingleton<ReleaseEncoder>()
        .AddSingleton<Readiness>()
        .AddSingleton<RolloutObserver>()
        .AddSingleton<ComparisonQueue>()
        .AddHostedService<ComparisonRunner>();

    private static IServiceCollection AddGate(this IServiceCollection services) => services
        .AddSingleton<RecentQueries>()
        .AddSingleton<GateQueries>()
        .AddSingleton<PairedSearch>()
        .AddSingleton<LatencyProbe>()
        .AddSingleton<ReleaseGate>()
        .AddSingleton<RolloutDecisions>()
        .AddHostedService<RolloutController>();

    private static IServiceCollection AddRegistry(this IServiceCollection services) => services
        .AddSingleton<RegistryBundles>()
        .AddSingleton<BundleTransfers>()
        .AddSingleton<RouteChanges>()
        .AddSingleton<LabelledSets>()
        .AddSingleton<RouteQueries>()
        .AddSingleton<RegistryService>();
}
