using Kale.ContextIndexer.Indexing;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Settings;
using Kale.V1;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.ContextIndexer;

/// <summary>The context indexer as a part of an application.</summary>
public static class ContextIndexerSetup
{
    /// <summary>Adds the indexer with its encoder and its vector store. Needs the service defaults.</summary>
    public static WebApplicationBuilder AddContextIndexer(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSettings<ContextIndexerOptions, ContextIndexerOptionsValidator>(ContextIndexerOptions.Section)
            .Validate(
                options => options.Passages.MaxTokens == 0
                    || options.Passages.OverlapTokens < options.Passages.MaxTokens,
                $"{ContextIndexerOptions.Section}:Passages:OverlapTokens must be less than MaxTokens.");
        builder.Services.AddErrorRows(ContextIndexerErrors.Add).AddReadyLater(ContextIndexing.Descriptor.FullName);
        builder.Services.AddSingleton<EncoderHost>()
            .AddHostedService(services => services.GetRequiredService<EncoderHost>());
        builder.Services.AddKeyedSingleton(ContextIndexerOptions.Section, (services, _) => NewStore(services));
        builder.Services.AddSingleton<ServingIdentity>();
        builder.Services.AddSingleton(services =>
            ActivatorUtilities.CreateInstance<IndexSessions>(services, Store(services)));
        builder.Services.AddSingleton(services =>
            ActivatorUtilities.CreateInstance<BuildService>(services, Store(services)));
        return builder;
    }

    /// <summary>Maps the indexer's gRPC service.</summary>
    public static WebApplication MapContextIndexer(this WebApplication app)
    {
        app.MapGrpcService<ContextIndexingService>();
        return app;
    }

    private static ContextIndexerOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<ContextIndexerOptions>>().Value;

    // Keyed, because another service of the same process may speak to its store with other patience.
    private static VectorStore Store(IServiceProvider services) =>
        services.GetRequiredKeyedService<VectorStore>(ContextIndexerOptions.Section);

    private static VectorStore NewStore(IServiceProvider services) =>
        new(Options(services).Qdrant, services.GetRequiredService<TimeProvider>());
}
