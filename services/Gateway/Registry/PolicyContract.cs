using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using RoutePolicy = Kale.Rollouts.Routes.RoutePolicy;

namespace Kale.Gateway.Registry;

/// <summary>Policies in the words of the contract.</summary>
internal static class PolicyContract
{
    public static V1.RoutePolicy From(RoutePolicy policy) => new()
    {
        AllowDirectPromotion = policy.AllowDirectPromotion,
        KeepWarm = Duration.FromTimeSpan(policy.KeepWarm),
        MinOverlapAt10 = policy.MinOverlapAt10,
        MinScoreCorrelation = policy.MinScoreCorrelation,
        MaxNdcgLoss = policy.MaxNdcgLoss,
        MaxRecallLoss = policy.MaxRecallLoss,
        MaxLatencyRatio = policy.MaxLatencyRatio,
        LatencySlack = Duration.FromTimeSpan(policy.LatencySlack),
        MaxErrorRate = policy.MaxErrorRate,
        MinObservations = (uint)policy.MinObservations,
        PromoteAfterObservations = (uint)policy.PromoteAfterObservations,
        ShadowShare = policy.ShadowShare,
        CanaryShare = policy.CanaryShare,
        GatePatience = Duration.FromTimeSpan(policy.GatePatience),
        MaxLoss = policy.MaxLoss,
        MinProbesFound = policy.MinProbesFound,
        MinProbeCosine = policy.MinProbeCosine,
        MaxLostWords = policy.MaxLostWords,
        AcceptUnproved = policy.AcceptUnproved,
    };

    /// <summary>The old policy with what the wish sets.</summary>
    public static RoutePolicy Merge(RoutePolicy old, V1.RoutePolicy? wish) => wish is null ? old : old with
    {
        AllowDirectPromotion = wish.HasAllowDirectPromotion ? wish.AllowDirectPromotion : old.AllowDirectPromotion,
        KeepWarm = wish.KeepWarm?.ToTimeSpan() ?? old.KeepWarm,
        MinOverlapAt10 = wish.HasMinOverlapAt10 ? wish.MinOverlapAt10 : old.MinOverlapAt10,
        MinScoreCorrelation = wish.HasMinScoreCorrelation ? wish.MinScoreCorrelation : old.MinScoreCorrelation,
        MaxNdcgLoss = wish.HasMaxNdcgLoss ? wish.MaxNdcgLoss : old.MaxNdcgLoss,
        MaxRecallLoss = wish.HasMaxRecallLoss ? wish.MaxRecallLoss : old.MaxRecallLoss,
        MaxLatencyRatio = wish.HasMaxLatencyRatio ? wish.MaxLatencyRatio : old.MaxLatencyRatio,
        LatencySlack = wish.LatencySlack?.ToTimeSpan() ?? old.LatencySlack,
        MaxErrorRate = wish.HasMaxErrorRate ? wish.MaxErrorRate : old.MaxErrorRate,
        MinObservations = wish.HasMinObservations ? Count(wish.MinObservations) : old.MinObservations,
        PromoteAfterObservations = wish.HasPromoteAfterObservations
            ? Count(wish.PromoteAfterObservations)
            : old.PromoteAfterObservations,
        ShadowShare = wish.HasShadowShare ? wish.ShadowShare : old.ShadowShare,
        CanaryShare = wish.HasCanaryShare ? wish.CanaryShare : old.CanaryShare,
        GatePatience = wish.GatePatience?.ToTimeSpan() ?? old.GatePatience,
        MaxLoss = wish.HasMaxLoss ? wish.MaxLoss : old.MaxLoss,
        MinProbesFound = wish.HasMinProbesFound ? wish.MinProbesFound : old.MinProbesFound,
        MinProbeCosine = wish.HasMinProbeCosine ? wish.MinProbeCosine : old.MinProbeCosine,
        MaxLostWords = wish.HasMaxLostWords ? wish.MaxLostWords : old.MaxLostWords,
        AcceptUnproved = wish.HasAcceptUnproved ? wish.AcceptUnproved : old.AcceptUnproved,
    };

    /// <summary>What differs, for the audit log: <c>max_loss 0.03 to 0.05</c>.</summary>
    public static IEnumerable<string> Changes(RoutePolicy old, RoutePolicy policy)
    {
        var (before, after) = (From(old), From(policy));
        return V1.RoutePolicy.Descriptor.Fields.InFieldNumberOrder()
            .Where(field => !Equals(field.Accessor.GetValue(before), field.Accessor.GetValue(after)))
            .Select(field => string.Create(
                CultureInfo.InvariantCulture,
                $"{field.Name} {field.Accessor.GetValue(before)} to {field.Accessor.GetValue(after)}"));
    }

    private static int Count(uint value) => (int)Math.Min(value, int.MaxValue);
}
