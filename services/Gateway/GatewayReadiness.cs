using Grpc.Core;
using Kale.Gateway.Peers;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Health;
using Kale.ServiceDefaults.Hosting;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.Gateway;

/// <summary>
/// Ready while the query encoder and the vector store answer. Says which collections the encoder cannot search: better
/// at the start than with the first query.
/// </summary>
internal sealed class GatewayReadiness(
    QueryEncoderClient encoder, PassageIndex index, HealthRegistry health, TimeProvider time,
    ILogger<GatewayReadiness> logger)
    : BackgroundLoop(time, logger)
{
    // One call that is lost, or that a busy peer is late with, is no reason to take a gateway away.
    private const int PatienceRounds = 4;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_ready = TimeSpan.FromSeconds(2);

    private bool _ready;
    private int _failures;
    private readonly ToldOnce _waiting = new(logger);

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        if (await TryAsync(cancellation) is { } reason)
            Failed(reason);
        else
            Answered();
        await Task.Delay(_ready && _failures == 0 ? s_ready : s_pause, Time, cancellation);
        return true;
    }

    private void Answered()
    {
        _failures = 0;
        _waiting.Over();
        if (!_ready)
            health.Set(V1.Search.Descriptor.FullName, serving: _ready = true);
    }

    private void Failed(string reason)
    {
        if (_ready && ++_failures < PatienceRounds)
            return;
        if (_ready)
            health.Set(V1.Search.Descriptor.FullName, serving: _ready = false);
        _waiting.Tell(reason, Log.Waiting);
    }

    /// <summary>Null when both have answered; otherwise why not.</summary>
    private async Task<string?> TryAsync(CancellationToken cancellation)
    {
        try
        {
            var active = await encoder.GetEncoderAsync(cancellation);
            var collections = await index.ListAsync(cancellation);
            if (!_ready)
                Report(active.ServedBy, collections);
            return null;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.ResourceExhausted)
        {
            return _ready ? null : $"the query encoder said {error.StatusCode}: {error.Status.Detail}";
        }
        catch (RpcException error)
        {
            return $"the query encoder said {error.StatusCode}: {error.Status.Detail}";
        }
        catch (FailureException error)
        {
            return error.Message;
        }
    }

    private void Report(ServedBy active, IReadOnlyList<IndexCollection> collections)
    {
        foreach (var build in collections.SelectMany(collection => collection.Builds))
        {
            if (build.State == IndexBuildState.Serving && build.Space.SpaceId != active.SpaceId)
                Log.SpaceMismatch(Logger, build.Collection, build.Space.SpaceId, active.SpaceId);
        }

        Log.Ready(Logger, active.BundleId, active.SpaceId, collections.Count);
    }
}
