using Kale.Encoding;
using Kale.QueryEncoder.Caching;
using Kale.QueryEncoder.Following;
using Kale.QueryEncoder.Serving;
using Kale.Rollouts.State;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Settings;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder;

/// <summary>The query encoder as a part of any host.</summary>
public static class QueryEncoderSetup
{
    /// <summary>Query encoding and, where a cross encoder is configured, reranking.</summary>
    public static WebApplicationBuilder AddQueryEncoder(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSettings<QueryEncoderOptions, QueryEncoderOptionsValidator>(QueryEncoderOptions.Section)
            .Validate(
                options => options.Encoder.Length + options.CrossEncoder.Length + options.Route.Length > 0,
                $"{QueryEncoderOptions.Section}:Encoder is empty; name the bundle to serve, "
                + "such as --QueryEncoder:Encoder=query.")
            .Validate<IOptions<StateOptions>>(
                (options, state) => options.Route.Length == 0 || state.Value.IsSet,
                $"{QueryEncoderOptions.Section}:Route is set, but routes are nowhere kept; "
                + $"set {StateOptions.Section}:Redis or {StateOptions.Section}:Directory.");
        builder.Services
            .AddErrorRows(EncodingFailures.Add)
            .AddServing()
            .AddDoors()
            .AddLoading(builder.Configuration.GetSection(QueryEncoderOptions.Section));
        return builder;
    }

    /// <summary>Maps QueryEncoding and Reranking.</summary>
    public static WebApplication MapQueryEncoder(this WebApplication app)
    {
        app.MapGrpcService<QueryEncodingService>();
        app.MapGrpcService<RerankingService>();
        return app;
    }

    private static IServiceCollection AddServing(this IServiceCollection services) => services
        .AddSingleton<ReplicaName>()
        .AddSingleton<Answers>()
        .AddSingleton<QueryTexts>()
        .AddCaching()
        .AddSingleton<QueryEncodingService>()
        .AddSingleton<RerankingService>();

    private static IServiceCollection AddDoors(this IServiceCollection services) => services
        .AddSingleton<QueueRule>()
        .AddDoor(
            $"{QueryEncoding.Descriptor.FullName}/{nameof(QueryEncodingService.Encode)}",
            host => host.GetRequiredService<QueueRule>());

    private static void AddLoading(this IServiceCollection services, IConfiguration section)
    {
        services.AddSingleton<ModelLoading>();
        services.AddSingleton(host =>
            new BundleSource(host.GetRequiredService<IOptions<QueryEncoderOptions>>().Value.BundleStore));
        if (section[nameof(QueryEncoderOptions.Route)] is { Length: > 0 } route)
        {
            services.AddFollowing(route);
        }
        else
        {
            services.AddModel<Encoder>(
                section, nameof(QueryEncoderOptions.Encoder), QueryEncoding.Descriptor.FullName,
                Reasons.EncoderNotLoaded, loading => loading.LoadEncoder);
        }

        services.AddModel<CrossEncoderScorer>(
            section, nameof(QueryEncoderOptions.CrossEncoder), Reranking.Descriptor.FullName,
            Reasons.CrossEncoderNotLoaded, loading => loading.LoadCrossEncoder);
    }

    /// <summary>
    /// A model that is configured decides over readiness; of one that is not, callers are told what to set.
    /// </summary>
    private static void AddModel<TModel>(
        this IServiceCollection services, IConfiguration section, string option, string service, string reason,
        Func<ModelLoading, Func<Bundles.Bundle, Snapshot<TModel>>> load)
        where TModel : class, IAsyncDisposable
    {
        var bundle = section[option];
        var configured = !string.IsNullOrEmpty(bundle);
        services.AddReadyLater(service, required: configured);
        services.AddSingleton(new ModelState<TModel>(reason, configured
            ? $"The bundle '{bundle}' is being loaded; try again in a moment."
            : $"This server has none; set {QueryEncoderOptions.Section}:{option} to a bundle of its store."));
        if (!configured)
            return;
        services.AddSingleton(host =>
            new ModelSlot<TModel>(service, bundle!, load(host.GetRequiredService<ModelLoading>())));
        services.AddHostedService<ModelLoader<TModel>>();
    }
}
