using Kale.Bench.Harness;
using Kale.Retrieval.Agreement;

namespace Kale.Bench.Benchmarks;

/// <summary>An estimate by constants that were fitted without its collection.</summary>
internal sealed record LossFit(LossPair Pair, double Value, double Low, double High)
{
    private const double MostLost = 0.25;

    // The collection's labels had no say in its estimate: all of them may judge it.
    public TrueLoss Loss => Pair.All!;

    public bool Covers => Loss.Share >= Low && Loss.Share <= High;

    /// <summary>For each collection by the calibrating queries of the others.</summary>
    public static IReadOnlyList<LossFit> LeaveOneOut(IReadOnlyList<LossPair> pairs) =>
    [
        .. pairs.GroupBy(pair => pair.Collection).SelectMany(own =>
        {
            var share = Share([.. pairs.Where(pair => pair.Collection != own.Key)]);
            return own.Select(pair => Of(pair, share));
        }),
    ];

    /// <summary>Of least mean absolute error over pairs that a gate may have to think about.</summary>
    public static double Share(IReadOnlyList<LossPair> pairs)
    {
        var near = pairs.Where(pair => pair.Calibration!.Share <= MostLost).ToList();
        return Enumerable.Range(1, 100).Select(i => i / 100.0).MinBy(share => near.Sum(pair =>
            Math.Abs(LossEstimate.At(pair.Judged!.Value, share) - pair.Calibration!.Share)));
    }

    // The interval is the gate's own around it.
    private static LossFit Of(LossPair pair, double share)
    {
        var value = LossEstimate.At(pair.Judged!.Value, share);
        var shift = value - pair.Estimate!.Value;
        return new LossFit(pair, value, pair.Estimate.Low + shift, pair.Estimate.High + shift);
    }
}
