using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Peers;

/// <summary>Channels to the other services: balanced round robin, and tried again where a call did not arrive.</summary>
internal sealed class PeerChannels : IDisposable
{
    // Names behind which replicas come and go are asked again even while all connections stand.
    private static readonly TimeSpan s_resolveAgain = TimeSpan.FromSeconds(15);

    private readonly ServiceProvider _resolvers = new ServiceCollection()
        .AddSingleton<ResolverFactory>(new DnsResolverFactory(s_resolveAgain))
        .BuildServiceProvider();

    public PeerChannels(IOptions<GatewayOptions> options)
    {
        QueryEncoder = Open(options.Value.QueryEncoder);
        Reranker = options.Value.Reranker.IsSet ? Open(options.Value.Reranker) : null;
    }

    public GrpcChannel QueryEncoder { get; }

    public GrpcChannel? Reranker { get; }

    public void Dispose()
    {
        QueryEncoder.Dispose();
        Reranker?.Dispose();
        _resolvers.Dispose();
    }

    private GrpcChannel Open(PeerOptions peer) => GrpcChannel.ForAddress(peer.Address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        },
        Credentials = IsTls(peer) ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
        MaxReceiveMessageSize = 64 << 20,
        ServiceConfig = ServiceConfig(),
        ServiceProvider = _resolvers,
    });

    private static bool IsTls(PeerOptions peer) =>
        peer.Tls || peer.Address.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    private static ServiceConfig ServiceConfig() => new()
    {
        LoadBalancingConfigs = { new RoundRobinConfig() },
        MethodConfigs =
        {
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = 4,
                    InitialBackoff = TimeSpan.FromMilliseconds(50),
                    MaxBackoff = TimeSpan.FromSeconds(1),
                    BackoffMultiplier = 2,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            },
        },
    };
}
