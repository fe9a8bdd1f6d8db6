using Grpc.Core;
using Kale.Gateway.Peers;
using Kale.Gateway.Rollout;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Hosting;

namespace Kale.Gateway.Search;

/// <summary>
/// Encodes a search's query with the encoder that was chosen for it. A canary that fails is no failed search: the
/// failure is counted and the active encoder answers.
/// </summary>
internal sealed class ReleaseEncoder(
    QueryEncoderClient encoder, ReleaseChooser chooser, RolloutObserver observer, TimeProvider time,
    ILogger<ReleaseEncoder> logger)
{
    // The active encoder needs the rest of the caller's time where a canary hangs.
    private static readonly TimeSpan s_canaryPatience = TimeSpan.FromSeconds(1);

    // Asked one after the other, by turns.
    private const int MoreReplicas = 2;

    private readonly ToldOnce _canaryFailed = new(logger);
    private readonly ToldOnce _movedOn = new(logger);
    private readonly ToldOnce _justStarted = new(logger);

    public async Task<ChosenQuery> EncodeAsync(SearchPlan plan, DateTime deadline, CancellationToken cancellation)
    {
        var choice = chooser.Choose(plan.StickyKey);
        try
        {
            return choice.IsCanary
                ? await EncodeAsync(plan, choice, CanaryDeadline(deadline), cancellation)
                : await EncodeActiveAsync(plan, choice, deadline, cancellation);
        }
        catch (Exception error) when (choice.IsCanary && IsEncodersFault(error, cancellation))
        {
            _canaryFailed.Tell($"{choice.BundleId}: {error.Message}", Log.CanaryFailed);
            return await EncodeActiveAsync(plan, chooser.Active(), deadline, cancellation);
        }
    }

    private DateTime CanaryDeadline(DateTime deadline)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var patience = (deadline - now) / 2;
        return now + (patience < s_canaryPatience ? patience : s_canaryPatience);
    }

    // A replica that has only just started knows of no encoder yet; another has it.
    private async Task<ChosenQuery> EncodeActiveAsync(
        SearchPlan plan, EncoderChoice active, DateTime deadline, CancellationToken cancellation)
    {
        for (var more = MoreReplicas; more > 0; more--)
        {
            try
            {
                return await EncodeActiveOnceAsync(plan, active, deadline, cancellation);
            }
            catch (RpcException error) when (StatusDetails.ReasonOf(error) == Reasons.EncoderNotLoaded)
            {
                _justStarted.Tell(error.Status.Detail, Log.ReplicaWithoutEncoder);
            }
        }

        return await EncodeActiveOnceAsync(plan, active, deadline, cancellation);
    }

    // Replicas may have read of a rollback before this gateway, and let the encoder go: they know which one is active.
    private async Task<ChosenQuery> EncodeActiveOnceAsync(
        SearchPlan plan, EncoderChoice active, DateTime deadline, CancellationToken cancellation)
    {
        try
        {
            return await EncodeAsync(plan, active, deadline, cancellation);
        }
        catch (FailureException error)
            when (error.Failure.Reason == Reasons.BundleNotReady && active.BundleId.Length > 0)
        {
            _movedOn.Tell(
                $"{active.BundleId} at generation {active.Generation}",
                (told, _) => Log.RouteMovedOn(told, active.BundleId, active.Generation));
            return await EncodeAsync(plan, EncoderChoice.Configured, deadline, cancellation);
        }
    }

    /// <summary>With this encoder and no other.</summary>
    public async Task<ChosenQuery> EncodeAsync(
        SearchPlan plan, EncoderChoice choice, DateTime deadline, CancellationToken cancellation)
    {
        var tally = choice.Rollout is { } candidate ? observer.TallyOf(candidate, choice.Generation) : null;
        try
        {
            var query = await encoder.EncodeAsync(plan.Query, plan.Truncation, choice.BundleId, deadline, cancellation);
            tally?.Answered(choice.IsCanary, RolloutObserver.TimeOf(query));
            return new ChosenQuery(query, choice);
        }
        catch (Exception error) when (IsEncodersFault(error, cancellation))
        {
            // An encoder that has too much to do, or was let go, is no worse an encoder.
            if (error is not (RpcException { StatusCode: StatusCode.ResourceExhausted }
                or FailureException { Failure.Reason: Reasons.BundleNotReady }))
                tally?.Failed(choice.IsCanary);
            throw;
        }
    }

    /// <summary>Not the caller's: it left, or its query can be encoded by nobody.</summary>
    private static bool IsEncodersFault(Exception error, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested
        && error is not FailureException { Failure.Fields.Count: > 0 }
        && error is not RpcException { StatusCode: StatusCode.InvalidArgument or StatusCode.Cancelled };
}

/// <summary>A query's vector and why this encoder made it.</summary>
internal sealed record ChosenQuery(EncodedQuery Encoded, EncoderChoice Choice);
