using Kale.Gateway.Peers;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>Searches with the active encoder and the candidate, so that only the encoder differs.</summary>
internal sealed class PairedSearch(QueryEncoderClient encoder, PassageIndex index)
{
    // A gate shares the store with searches.
    private const int InFlight = 2;

    /// <summary>The hits of both for every text that both encode.</summary>
    public async Task<IReadOnlyList<HitPair>> RunAsync(
        GatePair bundles, GateSample sample, PassageQuery template, CancellationToken cancellation)
    {
        var active = await encoder.EncodeManyAsync(sample.Texts, bundles.Active, cancellation);
        var candidate = await encoder.EncodeManyAsync(sample.Texts, bundles.Candidate, cancellation);
        var pairs = new HitPair?[sample.Texts.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellation };
        await Parallel.ForAsync(0, pairs.Length, options, async (i, stop) =>
        {
            if (active[i] is { } a && candidate[i] is { } c)
                pairs[i] = new HitPair(
                    sample.Texts[i],
                    await FindAsync(sample, template, a, stop),
                    await FindAsync(sample, template, c, stop));
        });
        return [.. pairs.OfType<HitPair>()];
    }

    private Task<IReadOnlyList<PassageHit>> FindAsync(
        GateSample sample, PassageQuery template, float[] vector, CancellationToken cancellation) =>
        index.FindAsync(sample.Build, template with { Vector = vector }, cancellation);
}

/// <param name="Active">The bundle that answers searches.</param>
/// <param name="Candidate">The bundle that is judged.</param>
internal sealed record GatePair(string Active, string Candidate);

/// <summary>What both found for a text, best first.</summary>
internal sealed record HitPair(string Text, IReadOnlyList<PassageHit> Active, IReadOnlyList<PassageHit> Candidate);
