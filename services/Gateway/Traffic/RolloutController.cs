using System.Threading.Channels;
using Grpc.Core;
using Kale.Gateway.Gate;
using Kale.Gateway.Releases;
using Kale.Rollouts.Judging;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Traffic;

/// <summary>
/// Brings candidates of this gateway's route forward: the gate, the judgement of traffic, the end of warm times. Every
/// gateway does so by what it observes; compare-and-set lets one decision stand, and the others see its result.
/// </summary>
internal sealed class RolloutController(
    RouteFollower follower, ReleaseGate gate, RolloutObserver observer, RolloutDecisions decisions,
    IOptions<GatewayOptions> options, TimeProvider time, ILogger<RolloutController> logger) : BackgroundService
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private (string ReleaseId, long Since) _staged = ("", 0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        follower.Changed += () => _wake.Writer.TryWrite(true);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (follower.Current is { } route)
                await StepAsync(route, stoppingToken);
            await WaitAsync(stoppingToken);
        }
    }

    private async Task StepAsync(Route route, CancellationToken cancellation)
    {
        try
        {
            if (route.Previous is { } previous && await decisions.IsColdAsync(route, cancellation))
                await decisions.CoolAsync(route, previous, cancellation);
            else if (route.Candidate is { Stage: CandidateStage.Staged } staged)
                await JudgeAsync(route, staged, cancellation);
            else if (route.Candidate is { Stage: >= CandidateStage.Shadow } candidate)
                await decisions.TakeAsync(
                    route,
                    candidate,
                    RolloutJudge.Judge(route.Policy, candidate, observer.Of(candidate)),
                    cancellation);
        }
        catch (RouteException error)
        {
            Log.DecisionOvertaken(logger, route.Name, error.Message);
        }
        catch (Exception error)
            when (error is RpcException or FailureException or StateStoreException or SpaceException)
        {
            Log.GateInterrupted(logger, error.Message);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            Log.ControllerFailed(logger, route.Name, error);
        }
    }

    private async Task JudgeAsync(Route route, Candidate staged, CancellationToken cancellation)
    {
        if (_staged.ReleaseId != staged.Release.Id)
            _staged = (staged.Release.Id, time.GetTimestamp());
        if (await gate.RunAsync(route, time.GetElapsedTime(_staged.Since), cancellation) is { } report)
            await decisions.RecordAsync(report, cancellation);
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var interval = options.Value.Rollout.Interval;
        var pause = Task.Delay(
            follower.Current?.Candidate is not null && s_soon < interval ? s_soon : interval, time, wait.Token);
        await Task.WhenAny(_wake.Reader.WaitToReadAsync(wait.Token).AsTask(), pause);
        _wake.Reader.TryRead(out _);
        await wait.CancelAsync();
    }
}
