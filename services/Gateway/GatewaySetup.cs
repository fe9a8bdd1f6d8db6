using Kale.Bundles;
using Kale.Gateway.Gate;
using Kale.Gateway.Peers;
using Kale.Gateway.Registry;
using Kale.Gateway.Rollout;
using Kale.Gateway.Search;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.Rollouts.State;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Hosting;
using Kale.ServiceDefaults.Settings;
using Kale.ServiceDefaults.Telemetry;
using Kale.VectorIndex;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kale.Gateway;

/// <summary>The gateway as a part of any host.</summary>
public static class GatewaySetup
{
    private const string OperatorUrl =
        $"{GatewayOptions.Section}:{nameof(GatewayOptions.Operator)}:{nameof(OperatorOptions.Url)}";

    /// <summary>Search over a query encoder, a vector store and, where there is one, a reranker.</summary>
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSettings<GatewayOptions, GatewayOptionsValidator>(GatewayOptions.Section)
            .Validate(
                options => options.QueryEncoder.IsSet,
                $"{GatewayOptions.Section}:QueryEncoder:Address is empty; a gateway needs a query encoder.")
            .Validate(
                options => options.EncodeShare + options.StoreShare <= 1,
                $"{GatewayOptions.Section}:EncodeShare and StoreShare are more than 1 together; leave time to answer.")
            .Validate(
                options => options.Operator.Url.Length == 0 || SideListenerSetup.IsAddress(options.Operator.Url),
                $"{OperatorUrl} is no address with a port of its own, such as http://0.0.0.0:8082.");
        builder.AddListener(new SideListener(
            OperatorUrl,
            builder.Configuration[OperatorUrl] ?? "",
            V1.EncoderRegistry.Descriptor.FullName,
            V1.Training.Descriptor.FullName));
        builder.Services.AddSettings<StateOptions, StateOptionsValidator>(StateOptions.Section);
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
        .AddSingleton<UnfinishedJobs>()
        .AddSingleton(host => new VectorStore(
            host.GetRequiredService<IOptions<GatewayOptions>>().Value.Qdrant, host.GetRequiredService<TimeProvider>()))
        .AddSingleton<PassageIndex>();

    private static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddDoor(
            SearchService.SearchMethod,
            host => new ConcurrencyLimit(host.GetRequiredService<IOptions<GatewayOptions>>().Value.Admission))
        .AddSingleton<RerankClock>()
        .AddSingleton<RerankStage>()
        .AddSingleton<SearchPipeline>()
        .AddSingleton<SearchService>();

    private static IServiceCollection AddState(this IServiceCollection services)
    {
        services.TryAddSingleton(host => StateStores.OpenOrNone(
            host.GetRequiredService<IOptions<StateOptions>>().Value,
            host.GetRequiredService<TimeProvider>(),
            host.Trace));
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
        .AddSingleton<CollectionSampling>()
        .AddSingleton<CollectionProof>()
        .AddSingleton<BulkLane>()
        .AddSingleton<BulkEncoding>()
        .AddSingleton<PairedSearch>()
        .AddSingleton<LatencyProbe>()
        .AddSingleton<ReleaseGate>()
        .AddSingleton<GateClaim>()
        .AddSingleton<RolloutDecisions>()
        .AddSingleton<LostReleases>()
        .AddHostedService<RolloutController>();

    private static IServiceCollection AddRegistry(this IServiceCollection services) => services
        .AddSingleton<RegistryBundles>()
        .AddSingleton<BundleTransfers>()
        .AddSingleton<BundleNeeds>()
        .AddSingleton<BundleClaims>()
        .AddSingleton<BundleStandings>()
        .AddSingleton<BundleDeletions>()
        .AddSingleton<RouteChanges>()
        .AddSingleton<LabelledSets>()
        .AddSingleton<RouteQueries>()
        .AddSingleton<RegistryService>();
}
