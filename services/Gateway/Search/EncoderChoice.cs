using Kale.Rollouts.Routes;

namespace Kale.Gateway.Search;

/// <summary>Which encoder a search uses, decided once at its beginning.</summary>
/// <param name="BundleId">Empty: whichever the replica has, where there is no route.</param>
/// <param name="Generation">The route's generation that the decision was made on; 0 without a route.</param>
/// <param name="IsCanary">It is the candidate and not the active one.</param>
/// <param name="Rollout">The candidate in traffic, if there is one.</param>
internal sealed record EncoderChoice(string BundleId, long Generation, bool IsCanary, Candidate? Rollout)
{
    public static EncoderChoice Configured { get; } = new("", 0, false, null);
}
