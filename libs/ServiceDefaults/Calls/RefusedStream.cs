using Grpc.Core;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Errors;

namespace Kale.ServiceDefaults.Calls;

/// <summary>A call that a peer's connection did not take because it has too many of them: nothing was done.</summary>
public static class RefusedStream
{
    // The peer says nothing of when it takes the next one.
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    // RFC 9113, section 7.
    private const long RefusedStreamCode = 7;
    private const long EnhanceYourCalmCode = 11;

    /// <summary>What the caller hears for whom the peer was asked.</summary>
    public static Failure Failure => Refusal.Of(RetryDelay.Spread(s_retry));

    /// <summary>
    /// Whether it is that, and no answer of the peer's: gRPC says UNAVAILABLE of the one and RESOURCE_EXHAUSTED of the
    /// other, as of a peer that is away or has no room.
    /// </summary>
    public static bool Is(RpcException error)
    {
        for (var cause = error.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException { ErrorCode: RefusedStreamCode or EnhanceYourCalmCode })
                return true;
        }

        return false;
    }
}
