using Grpc.Core;
using Kale.Gateway.Peers;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Health;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.Gateway;

/// <summary>
/// Ready once the query encoder and the vector store have answered. Then says which collections the encoder cannot
/// search: better at the start than with the first query.
/// </summary>
internal sealed class GatewayReadiness(
    QueryEncoderClient encoder, PassageIndex index, HealthRegistry health, TimeProvider time,
    ILogger<GatewayReadiness> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = "";
        while (await TryAsync(stoppingToken) is { } reason)
        {
            if (reason != told)
                Log.Waiting(logger, told = reason);
            await Task.Delay(s_pause, time, stoppingToken);
        }

        health.Set(V1.Search.Descriptor.FullName, serving: true);
    }

    /// <summary>Null when both have answered; otherwise why not.</summary>
    private async Task<string?> TryAsync(CancellationToken cancellation)
    {
        try
        {
            var active = await encoder.GetEncoderAsync(cancellation);
            Report(active.ServedBy, await index.ListAsync(cancellation));
            return null;
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
                Log.SpaceMismatch(logger, build.Collection, build.Space.SpaceId, active.SpaceId);
        }

        Log.Ready(logger, active.BundleId, active.SpaceId, collections.Count);
    }
}
