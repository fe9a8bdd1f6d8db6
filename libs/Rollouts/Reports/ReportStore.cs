using System.Text.Json;
using Kale.Rollouts.Routes;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Reports;

/// <summary>Reports on releases. Several gateways may look at one release; the first report of an id stands.</summary>
public sealed class ReportStore(IStateStore store)
{
    /// <summary>Stores the report, or answers with the one of this id that was there before.</summary>
    public async Task<RolloutReport> PutAsync(RolloutReport report, CancellationToken cancel)
    {
        var change = new StateChange(
            Key(report.Route, report.Id), 0, JsonSerializer.Serialize(report), RequestId: null, report.Summary);
        return Read((await store.WriteAsync(change, cancel)).Document!);
    }

    /// <summary>The report, or null.</summary>
    public async Task<RolloutReport?> FindAsync(string route, string id, CancellationToken cancel) =>
        await store.ReadAsync(Key(route, id), cancel) is { } document ? Read(document) : null;

    /// <summary>The reports of a route, newest first: by generation, since the clocks of gateways may differ.</summary>
    public async Task<IReadOnlyList<RolloutReport>> ListAsync(string route, CancellationToken cancel) =>
    [
        .. (await store.ListAsync(Key(route, ""), cancel)).Select(Read)
            .OrderByDescending(report => report.Generation).ThenByDescending(report => report.Created),
    ];

    /// <summary>
    /// Deletes all but the newest reports of a route. Those of the active release, of the warm one and of the
    /// candidate stay, however old they are.
    /// </summary>
    public async Task PruneAsync(Route route, int kept, CancellationToken cancel)
    {
        var present = route.WantedReleases.Select(release => release.Id).ToHashSet();
        foreach (var report in (await ListAsync(route.Name, cancel))
            .Skip(kept)
            .Where(report => !present.Contains(report.ReleaseId)))
        {
            await store.DeleteAsync(Key(route.Name, report.Id), cancel);
        }
    }

    private static string Key(string route, string id) => $"report/{route}/{id}";

    private static RolloutReport Read(StateDocument document) => StoredJson.Read<RolloutReport>(document);
}
