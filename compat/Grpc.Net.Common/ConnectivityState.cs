namespace Grpc.Core;

/// <summary>The state of a channel, as in grpc/grpc doc/connectivity-semantics-and-api.md.</summary>
public enum ConnectivityState
{
    /// <summary>Not trying to connect.</summary>
    Idle,

    /// <summary>Connecting.</summary>
    Connecting,

    /// <summary>Ready for calls.</summary>
    Ready,

    /// <summary>Failed, and expected to recover.</summary>
    TransientFailure,

    /// <summary>Shut down.</summary>
    Shutdown,
}
