using Grpc.Core.Utils;

namespace Grpc.Core;

/// <summary>Credentials of a channel.</summary>
public abstract class ChannelCredentials
{
    /// <summary>For implementations.</summary>
    public ChannelCredentials()
    {
    }

    /// <summary>No transport security.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureCredentials();

    /// <summary>TLS with the machine's trusted certificates.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SslCredentials();

    /// <summary>Channel credentials with credentials for each call.</summary>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials) =>
        new CompositeChannelCredentials(channelCredentials, callCredentials);

    /// <summary>Tells the configurator what these credentials are; for implementations of the API.</summary>
    public abstract void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object state);

    private sealed class InsecureCredentials : ChannelCredentials
    {
        public override void InternalPopulateConfiguration(
            ChannelCredentialsConfiguratorBase configurator, object state) =>
            configurator.SetInsecureCredentials(state);
    }

    private sealed class CompositeChannelCredentials(
        ChannelCredentials channelCredentials, CallCredentials callCredentials) : ChannelCredentials
    {
        private readonly ChannelCredentials _channelCredentials =
            GrpcPreconditions.CheckNotNull(channelCredentials, nameof(channelCredentials));

        private readonly CallCredentials _callCredentials =
            GrpcPreconditions.CheckNotNull(callCredentials, nameof(callCredentials));

        public override void InternalPopulateConfiguration(
            ChannelCredentialsConfiguratorBase configurator, object state) =>
            configurator.SetCompositeCredentials(state, _channelCredentials, _callCredentials);
    }
}
