using System.Globalization;

namespace Kale.Training;

/// <summary>
/// What the control groups of this process, from its own up to the mounted root, leave it of memory (cgroups(7)).
/// </summary>
internal static class ControlGroups
{
    private static readonly GroupFiles s_unified = new("memory.max", "memory.current", "inactive_file");
    private static readonly GroupFiles s_legacy =
        new("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");

    /// <param name="root">Where proc and sys are.</param>
    public static IEnumerable<MachineMemory> Of(string root)
    {
        var own = Path.Combine(root, "proc/self/cgroup");
        // 0::/kubepods/pod1 or, of version 1, 4:memory:/docker/1
        return !File.Exists(own) ? [] : File.ReadAllLines(own).Select(line => line.Split(':', 3)).SelectMany(parts =>
            parts is not [_, var controllers, var path] ? []
            : controllers.Length == 0 ? Levels(Path.Combine(root, "sys/fs/cgroup"), path, s_unified)
            : controllers.Split(',').Contains("memory")
                ? Levels(Path.Combine(root, "sys/fs/cgroup/memory"), path, s_legacy)
            : []);
    }

    // A container sees its own group as the root of the mount, whatever path the process is said to have.
    private static IEnumerable<MachineMemory> Levels(string mount, string path, GroupFiles files)
    {
        for (var level = path.Trim('/'); ; level = Path.GetDirectoryName(level) ?? "")
        {
            if (Read(Path.Combine(mount, level), files) is { } memory)
                yield return memory;
            if (level.Length == 0)
                yield break;
        }
    }

    private static MachineMemory? Read(string group, GroupFiles files)
    {
        var (limit, usage) = (Path.Combine(group, files.Limit), Path.Combine(group, files.Usage));
        if (!File.Exists(limit) || !File.Exists(usage) || !TryRead(limit, out var bytes))
            return null;
        TryRead(usage, out var used);
        return new MachineMemory(
            bytes, bytes - used + Reclaimable(Path.Combine(group, "memory.stat"), files.Reclaimable));
    }

    // "max" is no limit.
    private static bool TryRead(string file, out long bytes) =>
        long.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out bytes);

    // Pages of files that the kernel gives up before it ends a process.
    private static long Reclaimable(string statistics, string name)
    {
        var line = File.Exists(statistics)
            ? File.ReadLines(statistics).FirstOrDefault(entry => entry.StartsWith(name + ' ', StringComparison.Ordinal))
            : null;
        return line is null ? 0 : long.Parse(line[name.Length..], CultureInfo.InvariantCulture);
    }

    private sealed record GroupFiles(string Limit, string Usage, string Reclaimable);
}
