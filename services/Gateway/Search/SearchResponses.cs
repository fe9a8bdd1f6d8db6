using Google.Protobuf.WellKnownTypes;
using Kale.V1;

namespace Kale.Gateway.Search;

/// <summary>Outcomes in the words of the contract.</summary>
internal static class SearchResponses
{
    public static SearchResponse From(SearchOutcome outcome)
    {
        var response = new SearchResponse
        {
            ServedBy = outcome.EncodedQuery.ServedBy,
            PhysicalCollection = outcome.Build.PhysicalName,
            Truncated = outcome.EncodedQuery.Truncated,
            Rerank = outcome.Reranked.Outcome,
            Times = TimesOf(outcome),
        };
        response.Hits.AddRange(outcome.Hits.Select(From));
        return response;
    }

    private static Hit From(RankedHit ranked)
    {
        var found = ranked.Hit;
        var hit = new Hit
        {
            DocumentId = found.DocumentId,
            PassageId = found.PassageId.ToString(),
            Passage = found.Text,
            Title = found.Title,
            Score = found.Score,
            Ordinal = (uint)found.Ordinal,
            Payload = found.Payload.ToStruct(),
            PayloadJson = found.Payload.NeedsIntegers ? found.Payload.ToJson() : "",
        };
        if (ranked.RerankScore is { } score)
            hit.RerankScore = score;
        if (ranked.FusedScore is { } fused)
            hit.FusedScore = fused;
        return hit;
    }

    private static SearchTimes TimesOf(SearchOutcome outcome) => new()
    {
        Encode = Duration.FromTimeSpan(outcome.Encode),
        Query = Duration.FromTimeSpan(outcome.Query),
        Rerank = Duration.FromTimeSpan(outcome.Reranked.Elapsed),
        Total = Duration.FromTimeSpan(outcome.Total),
        Encoding = outcome.EncodedQuery.Times,
    };
}
