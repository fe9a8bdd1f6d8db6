using Kale.Gateway.Gate;
using Kale.Gateway.Peers;
using Kale.Gateway.Rollout;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Errors;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Search;

/// <summary>Encode the query, check the spaces, find the nearest passages, rerank them if asked.</summary>
internal sealed class SearchPipeline(
    ReleaseEncoder encoder, PassageIndex index, RerankStage rerank, ComparisonQueue comparisons, RecentQueries recent,
    IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <param name="plan">What is searched.</param>
    /// <param name="deadline">When the caller stops waiting.</param>
    /// <param name="ticket">
    /// Given back before reranking, which has a queue of its own and takes many times as long.
    /// </param>
    /// <param name="cancellation">The caller left.</param>
    public async Task<SearchOutcome> RunAsync(
        SearchPlan plan, DateTime deadline, Ticket? ticket, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var first = await FirstStageAsync(plan, deadline, cancellation);
        ticket?.Done();
        var (query, hits, searched) = first;
        recent.Add(plan);
        comparisons.Answered(plan, query.Result, searched, hits.Result);
        var reranked = await rerank.RunAsync(plan, hits.Result, searched.Space.Metric, deadline, cancellation);
        return new SearchOutcome(query.Result.Encoded, searched, reranked, plan.TopK)
        {
            Encode = query.Elapsed,
            Query = hits.Elapsed,
            Total = time.GetElapsedTime(started),
        };
    }

    private async Task<(Timed<ChosenQuery> Query, Timed<IReadOnlyList<PassageHit>> Hits, IndexBuild Searched)>
        FirstStageAsync(SearchPlan plan, DateTime deadline, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var budget = SearchBudget.Of(deadline, now, options.Value);
        using var late = new CancellationTokenSource(budget.StoreFrom(now), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            var (query, build) = await EncodeAndLocateAsync(plan, budget.Encode, stop.Token);
            SpaceCheck.Require(query.Result.Encoded.ServedBy, build);
            var (hits, searched) = await FindAsync(plan, query.Result.Encoded, build, stop.Token);
            return (query, hits, searched);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new FailureException(
                Reasons.From(VectorIndexError.StoreTimeout),
                "The vector store did not answer within its share of the call's "
                + $"{(deadline - now).TotalMilliseconds:F0} ms; give the call more time, or ask less often.");
        }
    }

    /// <summary>
    /// The vector and, meanwhile, the build that serves now: asked with every search, so that a moved alias is never
    /// missed, and at no cost, since the encoder takes longer.
    /// </summary>
    private async Task<(Timed<ChosenQuery> Query, IndexBuild Build)> EncodeAndLocateAsync(
        SearchPlan plan, DateTime deadline, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var encoding = Timed.RunAsync(time, () => encoder.EncodeAsync(plan, deadline, stop.Token));
        var locating = index.LocateAsync(plan.Collection, stop.Token);
        var first = await Task.WhenAny(encoding, locating);
        if (!first.IsCompletedSuccessfully)
        {
            await stop.CancelAsync();
            await Task.WhenAll(encoding, locating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }

        return (await encoding, await locating);
    }

    private async Task<(Timed<IReadOnlyList<PassageHit>> Hits, IndexBuild Build)> FindAsync(
        SearchPlan plan, EncodedQuery query, IndexBuild build, CancellationToken cancellation)
    {
        try
        {
            return (await FindInAsync(plan, query, build, cancellation), build);
        }
        catch (FailureException error) when (error.Failure.Reason == Reasons.From(VectorIndexError.CollectionNotFound))
        {
            // The build was dropped after the alias was read; another one serves by now, or none.
            build = await index.LocateAsync(plan.Collection, cancellation);
            SpaceCheck.Require(query.ServedBy, build);
            return (await FindInAsync(plan, query, build, cancellation), build);
        }
    }

    private Task<Timed<IReadOnlyList<PassageHit>>> FindInAsync(
        SearchPlan plan, EncodedQuery query, IndexBuild build, CancellationToken cancellation) =>
        Timed.RunAsync(time, async () =>
        {
            var hits = await index.FindAsync(build, plan.ToQuery(query.Vector), cancellation);
            if (hits.Count == 0)
                await new FieldCheck(index, build, query.Vector).RequireAsync(plan, cancellation);
            return hits;
        });
}
