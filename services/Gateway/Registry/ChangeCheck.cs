using Kale.ServiceDefaults.Errors;

namespace Kale.Gateway.Registry;

/// <summary>
/// What a change says of itself. It is kept in the route, again with every remembered request, and in the audit log.
/// </summary>
internal static class ChangeCheck
{
    private const int MaxRequestId = 128;
    private const int MaxActor = 256;
    private const int MaxReason = 2_000;

    public static void Require(string requestId, string actor, string reason) => Check(
        new RequestCheck()
            .That(requestId.Length > 0, "must not be empty", requestId)
            .That(requestId.Length <= MaxRequestId, $"at most {MaxRequestId} characters", requestId),
        actor,
        reason);

    /// <summary>Of a change that is the same when it is repeated, and needs no id for it.</summary>
    public static void Require(string actor, string reason) => Check(new RequestCheck(), actor, reason);

    private static void Check(RequestCheck check, string actor, string reason) => check
        .That(actor.Length <= MaxActor, $"at most {MaxActor} characters", actor)
        .That(reason.Length <= MaxReason, $"at most {MaxReason:N0} characters", reason)
        .ThrowIfInvalid();
}
