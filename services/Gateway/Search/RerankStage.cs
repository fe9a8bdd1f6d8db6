using Grpc.Core;
using Kale.Gateway.Peers;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Hosting;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Search;

/// <summary>
/// Puts the first hits in the order of a cross encoder; where that is not possible in time, the first stage's order
/// stands and the answer says why, unless the caller asked to fail instead.
/// </summary>
internal sealed class RerankStage(
    RerankerClient reranker, RerankClock clock, IOptions<GatewayOptions> options, TimeProvider time,
    ILogger<RerankStage> logger)
{
    private const string NotConfigured = "RERANKER_NOT_CONFIGURED";
    private const string NotInTime = "RERANK_NOT_IN_TIME";

    private readonly ToldOnce _skipped = new(logger);

    public async Task<RerankedHits> RunAsync(
        SearchPlan plan, IReadOnlyList<PassageHit> hits, IndexMetric metric, DateTime deadline,
        CancellationToken cancellation)
    {
        if (plan.Rerank is null || hits.Count == 0)
            return RerankedHits.NotAsked(hits);
        if (!reranker.IsConfigured)
            return Skip(plan.Rerank, hits, NotConfigured, "this gateway has no reranker; set Gateway:Reranker:Address");
        var end = deadline == DateTime.MaxValue ? deadline : deadline - options.Value.RerankReserve;
        var expected = clock.Expect(hits.Count);
        if (time.GetUtcNow().UtcDateTime + expected > end)
            return Skip(plan.Rerank, hits, NotInTime,
                $"{hits.Count} passages take about {expected.TotalMilliseconds:F0} ms, "
                + "longer than the deadline leaves");
        return await TryAsync(plan, plan.Rerank, hits, metric, end, cancellation);
    }

    private async Task<RerankedHits> TryAsync(
        SearchPlan plan, RerankPlan rerank, IReadOnlyList<PassageHit> hits, IndexMetric metric, DateTime end,
        CancellationToken cancellation)
    {
        try
        {
            var passages = hits.Select(TextOf).ToList();
            var judged = await Timed.RunAsync(
                time, () => reranker.RerankAsync(plan.Query, passages, end, cancellation));
            clock.Took(hits.Count, judged.Elapsed);
            return rerank.Fused
                ? RerankedHits.ByBoth(judged.Result, hits, metric, judged.Elapsed)
                : RerankedHits.By(judged.Result, hits, judged.Elapsed);
        }
        catch (RpcException error) when (!rerank.Required && !cancellation.IsCancellationRequested)
        {
            return Skip(rerank, hits, NotInTime, $"the reranker said {error.StatusCode}: {error.Status.Detail}");
        }
    }

    private RerankedHits Skip(RerankPlan rerank, IReadOnlyList<PassageHit> hits, string reason, string why)
    {
        if (rerank.Required)
            throw new FailureException(reason, $"Reranking was required, but {why}.");
        _skipped.Tell(reason, (told, _) => Log.RerankSkipped(told, why));
        return RerankedHits.Skipped(hits, why);
    }

    /// <summary>As passages are encoded: the title, a space, the text.</summary>
    private static string TextOf(PassageHit hit) => hit.Title.Length == 0 ? hit.Text : $"{hit.Title} {hit.Text}";
}
