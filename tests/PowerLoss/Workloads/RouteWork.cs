using Kale.Rollouts.State;
using static Kale.PowerLoss.Tests.Workloads.Promises;

namespace Kale.PowerLoss.Tests.Workloads;

/// <summary>Documents of the file-kept state made, changed and forgotten, with their audit.</summary>
internal static class RouteWork
{
    public const string Name = "routes";

    public static async Task RunAsync(string directory)
    {
        await using var store = Open(directory);
        for (var version = 0; version < 5; version++)
        {
            await WriteAsync(store, "route/default", version);
            await store.PutLeaseAsync("fleet/replica", $"{version}", TimeSpan.FromSeconds(10), default);
        }

        await WriteAsync(store, "report/one", 0);
        await store.DeleteAsync("report/one", default);
        Say("deleted", "report/one");
        await WriteAsync(store, "route/default", 5);
    }

    public static FileStateStore Open(string directory) =>
        new(Path.Combine(directory, "data", "routes"), TimeProvider.System);

    public static StateChange Change(string key, long version) =>
        new(key, version, $"content {version + 1}", $"request {version + 1}", $"audit {version + 1}");

    private static async Task WriteAsync(FileStateStore store, string key, long version)
    {
        await store.WriteAsync(Change(key, version), default);
        Say("wrote", key, version + 1);
    }
}
