using System.Text.Json;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Reports;

/// <summary>Reports on releases. Several gateways may look at one release; the first report of an id stands.</summary>
public sealed class ReportStore(IStateStore store)
{
    /// <summary>Stores the report, or answers with the one of this id that was there before.</summary>
    public async Task<RolloutReport> PutAsync(RolloutReport report, CancellationToken cancel)
    {
        var change = new StateChange(Key(report.Route, report.Id), 0, JsonSerializer.Serialize(report), report.Id, report.Summary);
        return Read((await store.WriteAsync(change, cancel)).Document!);
    }

    /// <summary>The report, or null.</summary>
    public async Task<RolloutReport?> FindAsync(string route, string id, CancellationToken cancel) =>
        await store.ReadAsync(Key(route, id), cancel) is { } document ? Read(document) : null;

    /// <summary>The reports of a route, newest first.</summary>
    public async Task<IReadOnlyList<RolloutReport>> ListAsync(string route, CancellationToken cancel) =>
        [.. (await store.ListAsync(Key(route, ""), cancel)).Select(Read).OrderByDescending(report => report.Created)];

    private static string Key(string route, string id) => $"report/{route}/{id}";

    private static RolloutReport Read(StateDocument document) => StoredJson.Read<RolloutReport>(document);
}
