using System.Globalization;

namespace Kale.Bench.Harness;

/// <summary>
/// What to run, where the data sets are that the repository does not hold, and budgets: <c>--minutes 4</c>.
/// </summary>
internal sealed record BenchOptions(
    IReadOnlySet<string> Names, string? Data, IReadOnlyDictionary<string, string> Settings)
{
    private const string Prefix = "--";

    public static BenchOptions Parse(string[] args)
    {
        var (names, settings) = (new HashSet<string>(), new Dictionary<string, string>());
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith(Prefix, StringComparison.Ordinal)) { names.Add(args[i]); }
            else if (i + 1 < args.Length) { settings[args[i][Prefix.Length..]] = args[++i]; }
        }
        return new BenchOptions(
            names,
            settings.GetValueOrDefault("data") ?? Environment.GetEnvironmentVariable("KALE_BENCH_DATA"),
            settings);
    }

    public string DataSet(string name) =>
        Data is not null && Directory.Exists(Path.Combine(Data, name))
            ? Path.Combine(Data, name)
            : throw new InvalidOperationException(
                $"Name the directory that holds {name}/ with --data or KALE_BENCH_DATA.");

    public double Number(string name, double otherwise) =>
        Settings.TryGetValue(name, out var value) ? double.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    public int Count(string name, int otherwise) => (int)Number(name, otherwise);
}
