using Grpc.Core;
using Kale.Gateway.Peers;
using Kale.Gateway.Search;
using Kale.Rollouts.Judging;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Hosting;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Rollout;

/// <summary>
/// Runs answered searches again with the other encoder, off the answer's path, and notes how alike the hits are.
/// </summary>
internal sealed class ComparisonRunner(
    ComparisonQueue queue, ReleaseEncoder encoder, PassageIndex index, RolloutObserver observer,
    IOptions<GatewayOptions> options, TimeProvider time, ILogger<ComparisonRunner> logger)
    : BackgroundLoop(time, logger)
{
    private const int Depth = 10;

    // Long enough for a busy encoder, short enough that a hanging one costs its comparisons only.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    protected override int Lanes => options.Value.Rollout.ComparisonsInFlight;

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        await RunAsync(await queue.NextAsync(cancellation), cancellation);
        return true;
    }

    private async Task RunAsync(Comparison comparison, CancellationToken cancellation)
    {
        var tally = observer.TallyOf(comparison.Other.Rollout!, comparison.Other.Generation);
        try
        {
            var other = await FindAsync(comparison, cancellation);
            tally.Compared(
                Rankings.Overlap(comparison.Answered, other, Depth),
                Rankings.RankCorrelation(comparison.Answered, other));
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.ResourceExhausted)
        {
            queue.DropAll();
        }
        catch (Exception error) when (error is RpcException or FailureException)
        {
            // The encoder's failure is counted already; the store's says nothing about an encoder.
        }
    }

    private async Task<IReadOnlyList<Guid>> FindAsync(Comparison comparison, CancellationToken cancellation)
    {
        var deadline = Time.GetUtcNow().UtcDateTime + s_patience;
        var query = await encoder.EncodeAsync(comparison.Plan, comparison.Other, deadline, cancellation);
        SpaceCheck.Require(query.Encoded.ServedBy, comparison.Build);
        var hits = await index.FindAsync(comparison.Build, comparison.Plan.ToQuery(query.Encoded.Vector), cancellation);
        return [.. hits.Select(hit => hit.PassageId)];
    }
}
