using Grpc.Core;
using Grpc.Net.Client;
using Kale.Bundles;
using Kale.Encoding;
using Kale.QueryEncoder.Serving;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Calls;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Settings;
using Kale.ServiceDefaults.Telemetry;
using Kale.V1;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder.Following;

/// <summary>An encoder that is whatever a route says.</summary>
internal static class FollowingSetup
{
    public static IServiceCollection AddFollowing(this IServiceCollection services, string route)
    {
        services.AddReadyLater(QueryEncoding.Descriptor.FullName, required: true);
        services.AddSettings<StateOptions, StateOptionsValidator>(StateOptions.Section);
        services.AddOptions<S3Options>().BindConfiguration(S3Options.Section);
        services.TryAddSingleton(host => StateStores.Open(
            host.GetRequiredService<IOptions<StateOptions>>().Value,
            host.GetRequiredService<TimeProvider>(),
            host.Trace));
        services.TryAddSingleton<RouteStore>();
        services.TryAddSingleton<FleetView>();
        return services
            .AddSingleton(new ModelState<Encoder>(
                Reasons.EncoderNotLoaded, $"The route '{route}' is not known yet; try again in a moment."))
            .AddSingleton(host => new MachineAddress(host.GetRequiredService<TimeProvider>()))
            .AddSingleton<OwnAddress>()
            .AddSingleton<Attempts>()
            .AddSingleton<Residents>()
            .AddSingleton<FollowingInstruments>()
            .AddSingleton(host => new MemoryBudget(Options(host).Following))
            .AddSingleton(NewFetch)
            .AddHostedService<BundleLoading>()
            .AddHostedService<RouteFollower>()
            .AddHostedService<FleetReporter>();
    }

    private static QueryEncoderOptions Options(IServiceProvider host) =>
        host.GetRequiredService<IOptions<QueryEncoderOptions>>().Value;

    private static BundleFetch NewFetch(IServiceProvider host)
    {
        var options = Options(host);
        var key = options.Following.RegistryApiKey;
        var call = new CallOptions(key.Length == 0 ? null : new Metadata { { "authorization", $"Bearer {key}" } });
        var registry = options.Following.Registry is { } address
            ? new EncoderRegistry.EncoderRegistryClient(
                GrpcChannel.ForAddress(address, new GrpcChannelOptions
                {
                    // A registry is of the suite; what the environment names is for the world outside.
                    HttpHandler = new SocketsHttpHandler
                    {
                        UseProxy = false,
                        SslOptions = host.GetRequiredService<PeerTrust>().Options(),
                        EnableMultipleHttp2Connections = true,
                    },
                    MaxReceiveMessageSize = 64 << 20,
                }))
            : null;
        var s3 = host.GetRequiredService<IOptions<S3Options>>().Value;
        return new BundleFetch(
            host.GetRequiredService<BundleSource>(), options.BundleStore, s3.IsSet ? new S3BundleStore(s3) : null,
            registry, call);
    }
}
