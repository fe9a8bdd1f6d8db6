using Grpc.Core.Utils;

namespace Grpc.Core;

/// <summary>A connection to a server that clients are made from.</summary>
public abstract class ChannelBase
{
    /// <summary>For implementations.</summary>
    protected ChannelBase(string target) => Target = GrpcPreconditions.CheckNotNull(target, nameof(target));

    /// <summary>The server's address.</summary>
    public string Target { get; }

    /// <summary>An invoker that makes calls on this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends the channel.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>Implements <see cref="ShutdownAsync"/>.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
