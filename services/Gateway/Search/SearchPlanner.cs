using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.Gateway.Search;

/// <summary>Reads a request, or says everything that is wrong with it.</summary>
internal static class SearchPlanner
{
    private const uint DefaultTopK = 10;
    private const uint MaxTopK = 10_000;
    private const uint DefaultCandidates = 50;
    private const uint MaxCandidates = 1_000;

    /// <exception cref="FailureException">INVALID_ARGUMENT with every violation.</exception>
    public static SearchPlan Plan(SearchRequest request)
    {
        var topK = request.HasTopK ? request.TopK : DefaultTopK;
        var check = new RequestCheck()
            .That(!string.IsNullOrWhiteSpace(request.Query), "must not be empty", request.Query)
            .That(request.Collection.Length > 0, "must name the collection to search", request.Collection)
            .That(topK is >= 1 and <= MaxTopK, "must be 1 to 10,000; omit it for 10", request.TopK)
            .That(float.IsFinite(request.ScoreThreshold), "must be a finite number", request.ScoreThreshold)
            .That(Enum.IsDefined(request.Truncation), "must be one of the enum's values", request.Truncation);
        var filter = new FilterReader(check);
        var plan = new SearchPlan(request.Query, request.Collection, (int)topK)
        {
            Truncation = request.Truncation,
            Filter = request.Filter is null ? null : filter.Read(request.Filter, "filter", depth: 1),
            FilteredFields = filter.Fields,
            GroupByDocument = request.GroupByDocument,
            StickyKey = request.StickyKey,
            ScoreThreshold = request.HasScoreThreshold ? request.ScoreThreshold : null,
            Rerank = request.Rerank is { Enabled: true } rerank ? PlanRerank(request, rerank, topK, check) : null,
        };
        check.ThrowIfInvalid();
        return plan;
    }

    private static RerankPlan PlanRerank(SearchRequest request, Rerank rerank, uint topK, RequestCheck check)
    {
        var candidates = rerank.Candidates == 0 ? Math.Max(DefaultCandidates, topK) : rerank.Candidates;
        check
            .That(candidates <= MaxCandidates, $"at most {MaxCandidates:N0} hits can be reranked",
                request.Rerank.Candidates)
            .That(candidates >= topK, "must be at least top_k", request.Rerank.Candidates)
            .That(Enum.IsDefined(rerank.Order), "must be one of the enum's values", request.Rerank.Order);
        return new RerankPlan(
            (int)Math.Min(candidates, MaxCandidates), rerank.Required, rerank.Order == RerankOrder.Fused);
    }
}
