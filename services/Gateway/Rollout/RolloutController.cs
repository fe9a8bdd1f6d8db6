using System.Threading.Channels;
using Grpc.Core;
using Kale.Gateway.Gate;
using Kale.Rollouts.Judging;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Rollout;

/// <summary>
/// Brings candidates of this gateway's route forward: the gate, the judgement of traffic, the end of warm times. Every
/// gateway does so by what it observes; compare-and-set lets one decision stand, and the others see its result.
/// </summary>
internal sealed class RolloutController(
    RouteFollower follower, ReleaseGate gate, GateClaim claim, RolloutObserver observer, RolloutDecisions decisions,
    LostReleases lost, IOptions<GatewayOptions> options, TimeProvider time, ILogger<RolloutController> logger)
    : BackgroundLoop(time, logger)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_latest = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ToldOnce _told = new(logger);
    private (string ReleaseId, long Since) _staged = ("", 0);
    private (string ReleaseId, long Since) _interrupted = ("", 0);
    private TimeSpan _postponed;

    protected override Task BeginAsync(CancellationToken cancellation)
    {
        follower.Changed += () => _wake.Writer.TryWrite(true);
        return Task.CompletedTask;
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        if (follower.Current is { } route && await StepAsync(route, cancellation))
        {
            _postponed = TimeSpan.Zero;
            _told.Over();
        }

        await WaitAsync(cancellation);
        return true;
    }

    /// <summary>False when it cannot be done now.</summary>
    private async Task<bool> StepAsync(Route route, CancellationToken cancellation)
    {
        try
        {
            if (await lost.HealAsync(route, cancellation))
                return true;
            if (route.Previous is { } previous && await decisions.IsColdAsync(route, cancellation))
                await decisions.CoolAsync(route, previous, cancellation);
            else if (route.Candidate is { Stage: CandidateStage.Staged } staged)
                return await JudgeAsync(route, staged, cancellation);
            else if (route.Candidate is { Stage: >= CandidateStage.Shadow } candidate)
                await decisions.TakeAsync(
                    route,
                    candidate,
                    RolloutJudge.Judge(route.Policy, candidate, observer.Of(candidate)),
                    cancellation);
            return true;
        }
        catch (RouteException error)
        {
            Postpone();
            _told.Tell(error.Message, (told, reason) => Log.DecisionOvertaken(told, route.Name, reason));
        }
        catch (Exception error)
            when (error is RpcException or FailureException or StateStoreException or SpaceException)
        {
            Postpone();
            _told.Tell(error.Message, Log.GateInterrupted);
        }

        return false;
    }

    /// <summary>Each further time that it fails it waits twice as long.</summary>
    private void Postpone()
    {
        var pause = _postponed * 2;
        _postponed = pause < s_soon ? s_soon : pause < s_latest ? pause : s_latest;
    }

    private async Task<bool> JudgeAsync(Route route, Candidate staged, CancellationToken cancellation)
    {
        if (_staged.ReleaseId != staged.Release.Id)
            _staged = (staged.Release.Id, Time.GetTimestamp());
        if (gate.Begin(route, Time.GetElapsedTime(_staged.Since)) is not { } loaded)
            return true;
        var report = await claim.TryAsync(
            staged.Release.Id, stop => RunAsync(route, staged, loaded, stop), cancellation);
        if (report is not null)
            await decisions.RecordAsync(report, cancellation);
        else
            _postponed = s_latest; // another gateway judges
        return report is not null;
    }

    /// <summary>What the gate asks may not answer for a while; its patience with that is the policy's too.</summary>
    private async Task<RolloutReport> RunAsync(
        Route route, Candidate staged, RolloutCheck loaded, CancellationToken cancellation)
    {
        try
        {
            return await gate.RunAsync(route, loaded, cancellation);
        }
        catch (Exception error) when (error is RpcException or FailureException)
        {
            if (_interrupted.ReleaseId != staged.Release.Id)
                _interrupted = (staged.Release.Id, Time.GetTimestamp());
            if (Time.GetElapsedTime(_interrupted.Since) < route.Policy.GatePatience)
                throw;
            return gate.GiveUp(route, loaded, error.Message);
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var interval = options.Value.Rollout.Interval;
        var next = follower.Current?.Candidate is not null && s_soon < interval ? s_soon : interval;
        var pause = Task.Delay(next > _postponed ? next : _postponed, Time, wait.Token);
        await Task.WhenAny(_wake.Reader.WaitToReadAsync(wait.Token).AsTask(), pause);
        _wake.Reader.TryRead(out _);
        await wait.CancelAsync();
    }
}
