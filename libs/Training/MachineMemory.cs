using System.Globalization;

namespace Kale.Training;

/// <summary>
/// The memory that this process can have: the machine's, or less where a container or control group says so.
/// </summary>
/// <param name="Limit">Bytes, whoever uses them now.</param>
/// <param name="Free">Bytes that no other process uses; what this one holds already is free to it.</param>
public sealed record MachineMemory(long Limit, long Free)
{
    private const int Kilobyte = 1024;

    /// <summary>As it is now.</summary>
    public static MachineMemory Read() => Read("/", Environment.WorkingSet);

    /// <param name="root">Where proc and sys are.</param>
    /// <param name="own">Bytes that this process holds.</param>
    public static MachineMemory Read(string root, long own)
    {
        var file = Path.Combine(root, "proc/meminfo");
        if (!File.Exists(file))
        {
            var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            return new MachineMemory(total, total);
        }

        var lines = File.ReadAllLines(file);
        var machine = new MachineMemory(Value(lines, "MemTotal:"), Value(lines, "MemAvailable:"));
        var least = ControlGroups.Of(root).Append(machine)
            .Aggregate((a, b) => new MachineMemory(Math.Min(a.Limit, b.Limit), Math.Min(a.Free, b.Free)));
        return least with { Free = Math.Min(least.Limit, least.Free + own) };
    }

    // MemTotal:       24684040 kB
    private static long Value(string[] lines, string name) => Kilobyte * long.Parse(
        lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);
}
