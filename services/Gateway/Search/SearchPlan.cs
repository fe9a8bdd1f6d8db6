using Kale.V1;
using Kale.VectorIndex;

namespace Kale.Gateway.Search;

/// <summary>A search that was found to make sense.</summary>
internal sealed record SearchPlan(string Query, string Collection, int TopK)
{
    public Truncation Truncation { get; init; }

    public PassageFilter? Filter { get; init; }

    /// <summary>The payload fields that the filter compares, and where it does.</summary>
    public IReadOnlyList<FilteredField> FilteredFields { get; init; } = [];

    public bool GroupByDocument { get; init; }

    public float? ScoreThreshold { get; init; }

    public RerankPlan? Rerank { get; init; }

    /// <summary>The same key always meets the same encoder during a canary; empty: a random choice.</summary>
    public string StickyKey { get; init; } = "";

    /// <summary>How many hits the first stage has to find.</summary>
    public int FirstStageHits => Rerank?.Candidates ?? TopK;

    /// <summary>The first stage's question to the store.</summary>
    public PassageQuery ToQuery(float[] vector) => new(vector)
    {
        Limit = FirstStageHits,
        Filter = Filter,
        ScoreThreshold = ScoreThreshold,
        GroupByDocument = GroupByDocument,
    };
}

/// <param name="Candidates">Hits to rerank, at least top k.</param>
/// <param name="Required">Fail rather than answer in the first stage's order.</param>
/// <param name="Fused">Order by the sum of both stages' standardised scores.</param>
internal sealed record RerankPlan(int Candidates, bool Required, bool Fused);

/// <param name="Path">Where the request names it: <c>filter.must[0].match.field</c>.</param>
/// <param name="Field">The payload field.</param>
/// <param name="Kind">What it is compared as.</param>
internal sealed record FilteredField(string Path, string Field, ComparedAs Kind);

/// <summary>What a condition takes the values of a field for.</summary>
internal enum ComparedAs
{
    /// <summary>Whatever equals the condition's own.</summary>
    Value,

    /// <summary>Numbers in a range.</summary>
    Number,

    /// <summary>Texts that name times in a range.</summary>
    Date,
}
