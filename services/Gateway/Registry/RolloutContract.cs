using Google.Protobuf.WellKnownTypes;
using Kale.Rollouts.Judging;
using Kale.V1;
using EncoderTraffic = Kale.Rollouts.Judging.EncoderTraffic;

namespace Kale.Gateway.Registry;

/// <summary>Observations in the words of the contract.</summary>
internal static class RolloutContract
{
    public static RolloutStatus From(RolloutObservations seen) => new()
    {
        Active = From(seen.Active),
        Candidate = From(seen.Candidate),
        Compared = (ulong)seen.Compared,
        Dropped = (ulong)seen.Dropped,
        MeanOverlapAt10 = seen.MeanOverlapAt10,
        MeanRankCorrelation = seen.MeanRankCorrelation,
    };

    private static V1.EncoderTraffic From(EncoderTraffic traffic) => new()
    {
        Searches = (ulong)traffic.Searches,
        Errors = (ulong)traffic.Errors,
        LatencyP50 = Duration.FromTimeSpan(traffic.P50),
        LatencyP95 = Duration.FromTimeSpan(traffic.P95),
    };
}
