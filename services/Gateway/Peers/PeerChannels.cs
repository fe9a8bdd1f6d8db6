using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Kale.ServiceDefaults.Calls;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Peers;

/// <summary>
/// Channels to the other services: balanced over their replicas, and tried once more where a call did not arrive.
/// </summary>
internal sealed class PeerChannels : IDisposable
{
    // Every call to a peer only computes or reads: sent twice, it gives the same twice. INTERNAL is also what .NET's
    // client makes of a connection that its peer closed in good order (GOAWAY, NO_ERROR) while a call began on it.
    private static readonly StatusCode[] s_triedAgain = [StatusCode.Unavailable, StatusCode.Internal];

    // Names behind which replicas come and go are asked again even while all connections stand.
    private static readonly TimeSpan s_resolveAgain = TimeSpan.FromSeconds(15);

    private readonly ServiceProvider _balancing;

    private readonly PeerTrust _trust;

    public PeerChannels(IOptions<GatewayOptions> options, ReadyReplicas ready, PeerTrust trust, TimeProvider time)
    {
        _trust = trust;
        _balancing = new ServiceCollection()
            .AddSingleton<ResolverFactory>(new DnsResolverFactory(s_resolveAgain))
            .AddSingleton<ResolverFactory>(new StaticResolverFactory(PeerAddress.Listed))
            .AddSingleton<LoadBalancerFactory>(new ReadyFirstFactory(ready, time))
            .BuildServiceProvider();
        QueryEncoder = Open(options.Value.QueryEncoder);
        Reranker = options.Value.Reranker.IsSet ? Open(options.Value.Reranker) : null;
        Trainer = options.Value.Trainer.IsSet ? Open(options.Value.Trainer) : null;
    }

    public GrpcChannel QueryEncoder { get; }

    public GrpcChannel? Reranker { get; }

    public GrpcChannel? Trainer { get; }

    public void Dispose()
    {
        QueryEncoder.Dispose();
        Reranker?.Dispose();
        Trainer?.Dispose();
        _balancing.Dispose();
    }

    private GrpcChannel Open(PeerOptions peer) => GrpcChannel.ForAddress(peer.Address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            // A peer is of the suite; what the environment names is for the world outside.
            UseProxy = false,
            SslOptions = _trust.Options(),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            ConnectTimeout = TimeSpan.FromSeconds(2),
        },
        Credentials = IsTls(peer) ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
        MaxReceiveMessageSize = 64 << 20,
        ServiceConfig = ServiceConfig(peer),
        ServiceProvider = _balancing,
    });

    private static bool IsTls(PeerOptions peer) =>
        peer.Tls || peer.Address.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    private static ServiceConfig ServiceConfig(PeerOptions peer) => new()
    {
        LoadBalancingConfigs = { new LoadBalancingConfig(ReadyFirst.Policy) },
        MethodConfigs =
        {
            peer.HedgeAfter is { } delay
                ? new MethodConfig { Names = { MethodName.Default }, HedgingPolicy = Hedging(delay) }
                : new MethodConfig { Names = { MethodName.Default }, RetryPolicy = Once() },
        },
    };

    private static RetryPolicy Once()
    {
        var policy = new RetryPolicy
        {
            MaxAttempts = 2,
            InitialBackoff = TimeSpan.FromMilliseconds(10),
            MaxBackoff = TimeSpan.FromMilliseconds(10),
            BackoffMultiplier = 1,
        };
        Array.ForEach(s_triedAgain, policy.RetryableStatusCodes.Add);
        return policy;
    }

    private static HedgingPolicy Hedging(TimeSpan delay)
    {
        var policy = new HedgingPolicy { MaxAttempts = 2, HedgingDelay = delay };
        Array.ForEach(s_triedAgain, policy.NonFatalStatusCodes.Add);
        return policy;
    }
}
