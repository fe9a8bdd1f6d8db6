using Grpc.Core;

namespace Kale.Cli;

/// <summary>What a failed call says of the connection.</summary>
internal static class Connections
{
    /// <summary>
    /// Nobody is there, or who was there is gone: a peer that died in mid-call, or gave no sign of life, is reported as
    /// INTERNAL with the socket's error inside.
    /// </summary>
    public static bool IsLost(this RpcException error) => error.StatusCode == StatusCode.Unavailable
        || error is { StatusCode: StatusCode.Internal, Status.DebugException: HttpRequestException or IOException };
}
