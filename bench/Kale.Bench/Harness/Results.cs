using System.Runtime.InteropServices;

namespace Kale.Bench.Harness;

/// <summary>bench/results/NAME.md: what was measured, on what machine, and when.</summary>
internal static class Results
{
    public static void Write(IBenchmark benchmark, Report report)
    {
        var directory = Path.Combine(Checkout.Root, "bench", "results");
        Directory.CreateDirectory(directory);
        var text = $"# {benchmark.Question}\n\n{Machine()}\n\n{report.ToMarkdown()}";
        File.WriteAllText(Path.Combine(directory, benchmark.Name + ".md"), text);
    }

    private static string Machine()
    {
        var cpu = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
                .First(line => line.StartsWith("model name", StringComparison.Ordinal))
                .Split(':')[1]
                .Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30);
        return $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {cpu}, "
            + $"{Environment.ProcessorCount} cores, {memory} GiB, "
            + $"{RuntimeInformation.OSDescription}, .NET {Environment.Version}.\n"
            + "`dotnet run -c Release --project bench/Kale.Bench -- "
            + $"{string.Join(' ', Environment.GetCommandLineArgs()
                .Skip(1)
                .Select(word => word.Contains('/') ? "DIRECTORY" : word))}`";
    }
}
