using Kale.Gateway.Peers;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>Encodes and searches with the active encoder and the candidate, so that only the encoder differs.</summary>
internal sealed class PairedSearch(BulkEncoding encoding, PassageIndex index, BulkLane lane)
{
    /// <summary>The vectors of both for every text that both encode.</summary>
    public async Task<IReadOnlyList<VectorPair>> EncodeAsync(
        GatePair bundles, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var active = await encoding.EncodeAsync(texts, bundles.Active, cancellation);
        var candidate = await encoding.EncodeAsync(texts, bundles.Candidate, cancellation);
        return
        [
            .. texts.Index().Where(text => active[text.Index] is not null && candidate[text.Index] is not null)
                .Select(text => new VectorPair(text.Item, active[text.Index]!, candidate[text.Index]!)),
        ];
    }

    /// <summary>The hits of both for every text.</summary>
    public async Task<IReadOnlyList<HitPair>> FindAsync(
        IndexBuild build, IReadOnlyList<VectorPair> vectors, PassageQuery template, CancellationToken cancellation)
    {
        var pairs = new List<HitPair>(vectors.Count);
        foreach (var pair in vectors)
        {
            pairs.Add(new HitPair(
                pair.Text,
                await FindAsync(build, template with { Vector = pair.Active }, cancellation),
                await FindAsync(build, template with { Vector = pair.Candidate }, cancellation)));
        }

        return pairs;
    }

    private Task<IReadOnlyList<PassageHit>> FindAsync(
        IndexBuild build, PassageQuery query, CancellationToken cancellation) =>
        lane.RunAsync(() => index.FindAsync(build, query, cancellation), cancellation);
}

/// <param name="Active">The bundle that answers searches.</param>
/// <param name="Candidate">The bundle that is judged.</param>
internal sealed record GatePair(string Active, string Candidate);

/// <summary>What both make of a text. [dims]</summary>
internal sealed record VectorPair(string Text, float[] Active, float[] Candidate);

/// <summary>What both found for a text, best first.</summary>
internal sealed record HitPair(string Text, IReadOnlyList<PassageHit> Active, IReadOnlyList<PassageHit> Candidate);
