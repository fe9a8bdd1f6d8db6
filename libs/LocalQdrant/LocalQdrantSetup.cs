using Kale.LocalQdrant.Catalog;
using Kale.LocalQdrant.Search;
using Kale.LocalQdrant.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kale.LocalQdrant;

/// <summary>LocalQdrant as a part of an application that listens already.</summary>
public static class LocalQdrantSetup
{
    /// <summary>
    /// Adds the store. Its data directory is opened, and locked, when the first of its services is asked for.
    /// </summary>
    public static IServiceCollection AddLocalQdrant(
        this IServiceCollection services, Action<LocalQdrantOptions> configure)
    {
        services.AddOptions<LocalQdrantOptions>().Configure(configure);
        services.AddSingleton<IValidateOptions<LocalQdrantOptions>, LocalQdrantOptionsValidator>();
        return services.AddLocalQdrantServices();
    }

    internal static IServiceCollection AddLocalQdrantServices(this IServiceCollection services)
    {
        services.AddSingleton(provider => CollectionCatalog.Open(
            provider.GetRequiredService<IOptions<LocalQdrantOptions>>().Value,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Kale.LocalQdrant")));
        services.AddSingleton(provider =>
            new SearchLane(provider.GetRequiredService<IOptions<LocalQdrantOptions>>().Value.SearchThreads));
        services.AddGrpc()
            .AddServiceOptions<CollectionsService>(AddInterceptors)
            .AddServiceOptions<PointsService>(AddInterceptors)
            .AddServiceOptions<QdrantHealthService>(AddInterceptors);
        services.AddOptions<Grpc.AspNetCore.Server.GrpcServiceOptions<PointsService>>()
            .Configure<IOptions<LocalQdrantOptions>>(
                (grpc, store) => grpc.MaxReceiveMessageSize = store.Value.MaxRequestBytes);
        return services;
    }

    /// <summary>Maps Qdrant's services: qdrant.Qdrant, qdrant.Collections and qdrant.Points.</summary>
    public static IEndpointRouteBuilder MapLocalQdrant(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<CollectionsService>();
        endpoints.MapGrpcService<PointsService>();
        endpoints.MapGrpcService<QdrantHealthService>();
        return endpoints;
    }

    private static void AddInterceptors(Grpc.AspNetCore.Server.GrpcServiceOptions options)
    {
        options.CompressionProviders = [new CheckedGzip()];
        options.Interceptors.Add<ErrorInterceptor>();
        options.Interceptors.Add<ApiKeyInterceptor>();
    }
}
