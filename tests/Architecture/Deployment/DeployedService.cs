using Grpc.AspNetCore.Server;
using Kale.ContextIndexer;
using Kale.Gateway;
using Kale.QueryEncoder;
using Kale.ServiceDefaults;
using Kale.Trainer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kale.Architecture.Tests.Deployment;

/// <summary>A service as its Program composes it, under the settings of a manifest, and never started.</summary>
internal sealed class DeployedService : IAsyncDisposable
{
    private static readonly Dictionary<string, (
        Action<WebApplicationBuilder> Add, Action<WebApplication> Map, Type Options)> s_parts =
        new()
        {
            ["query-encoder"] =
                (builder => builder.AddQueryEncoder(), app => app.MapQueryEncoder(), typeof(QueryEncoderOptions)),
            ["context-indexer"] =
                (builder => builder.AddContextIndexer(), app => app.MapContextIndexer(), typeof(ContextIndexerOptions)),
            ["gateway"] = (builder => builder.AddGateway(), app => app.MapGateway(), typeof(GatewayOptions)),
            ["trainer"] = (builder => builder.AddTrainer(), app => app.MapTrainer(), typeof(TrainerOptions)),
        };

    private readonly WebApplication _app;
    private readonly Type _options;

    /// <param name="name">Of the Deployment.</param>
    /// <param name="environment">Variables as the container gets them.</param>
    public DeployedService(string name, IReadOnlyDictionary<string, string> environment)
    {
        var (add, map, options) = s_parts[name];
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            environment.Select(variable => KeyValuePair.Create(KeyOf(variable.Key), (string?)variable.Value)));
        builder.AddServiceDefaults();
        add(builder);
        (_app, _options) = (builder.Build(), options);
        map(_app);
    }

    /// <summary>The names of the Deployments.</summary>
    public static IEnumerable<string> Names => s_parts.Keys;

    /// <summary>The gRPC services that it serves, by their full names.</summary>
    public IEnumerable<string> Services => ((IEndpointRouteBuilder)_app).DataSources
        .SelectMany(source => source.Endpoints)
        .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.ServiceName)
        .OfType<string>()
        .Distinct();

    /// <summary>Its options, checked as at its start.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public object Options() =>
        ((IOptions<object>)_app.Services.GetRequiredService(typeof(IOptions<>).MakeGenericType(_options))).Value;

    /// <summary>As .NET's configuration reads the name of a variable.</summary>
    public static string KeyOf(string variable) => variable.Replace("__", ":", StringComparison.Ordinal);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
