using Kale.Gateway.Peers;
using Kale.VectorIndex;

namespace Kale.Gateway.Search;

/// <summary>What a search gave, and where its time went.</summary>
internal sealed record SearchOutcome(EncodedQuery EncodedQuery, IndexBuild Build, RerankedHits Reranked, int TopK)
{
    public TimeSpan Encode { get; init; }

    public TimeSpan Query { get; init; }

    public TimeSpan Total { get; init; }

    public IEnumerable<RankedHit> Hits => Reranked.Hits.Take(TopK);
}
