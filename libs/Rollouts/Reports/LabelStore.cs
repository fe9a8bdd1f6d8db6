using System.Text.Json;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Reports;

/// <summary>The labelled set of each route, at most one.</summary>
public sealed class LabelStore(IStateStore store)
{
    /// <summary>Replaces the set of a route. Of two at the same time the later stands.</summary>
    public async Task SetAsync(string route, LabelledSet set, CancellationToken cancel)
    {
        StateOutcome outcome;
        do
        {
            var version = (await store.ReadAsync(Key(route), cancel))?.Version ?? 0;
            var change = new StateChange(
                Key(route),
                version,
                JsonSerializer.Serialize(set),
                RequestId: null,
                $"{set.Queries.Count} queries of {set.Collection}");
            outcome = await store.WriteAsync(change, cancel);
        }
        while (outcome.Result == StateWrite.VersionConflict);
    }

    /// <summary>The set of a route, or null.</summary>
    public async Task<LabelledSet?> FindAsync(string route, CancellationToken cancel) =>
        await store.ReadAsync(Key(route), cancel) is { } document ? StoredJson.Read<LabelledSet>(document) : null;

    private static string Key(string route) => $"labels/{route}";
}
