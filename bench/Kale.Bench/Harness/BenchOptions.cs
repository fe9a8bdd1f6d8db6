namespace Kale.Bench.Harness;

/// <summary>What to run, and where the data sets are that the repository does not hold.</summary>
internal sealed record BenchOptions(IReadOnlySet<string> Names, string? Data)
{
    public static BenchOptions Parse(string[] args)
    {
        var at = Array.IndexOf(args, "--data");
        var data = at >= 0 && at + 1 < args.Length ? args[at + 1] : Environment.GetEnvironmentVariable("KALE_BENCH_DATA");
        return new BenchOptions(args.Where((_, i) => at < 0 || (i != at && i != at + 1)).ToHashSet(), data);
    }

    public string DataSet(string name) =>
        Data is not null && Directory.Exists(Path.Combine(Data, name))
            ? Path.Combine(Data, name)
            : throw new InvalidOperationException($"Name the directory that holds {name}/ with --data or KALE_BENCH_DATA.");
}
