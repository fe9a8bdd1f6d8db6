using System.Text;

namespace Kale.Bench.Harness;

internal interface IBenchmark
{
    string Name { get; }

    string Question { get; }

    Task<Report> RunAsync(BenchOptions options);
}

/// <summary>A table of figures with the bar and whether it was reached.</summary>
internal sealed record Report(IReadOnlyList<Row> Rows, string Notes = "")
{
    public string ToMarkdown()
    {
        var text = new StringBuilder("| what | ours | baseline | ratio | bar | reached |\n|---|---|---|---|---|---|\n");
        foreach (var row in Rows)
        {
            text.Append(
                $"| {row.What} | {row.Ours} | {row.Baseline} | {(row.Ratio is { } ratio ? $"{ratio:0.00} ×" : "")} | "
                + $"{row.Bar} | {row.Reached switch { true => "yes", false => "no", null => "" }} |\n");
        }
        return Notes.Length > 0 ? text.Append('\n').Append(Notes).Append('\n').ToString() : text.ToString();
    }
}

internal sealed record Row(
    string What, string Ours, string Baseline = "", double? Ratio = null, string Bar = "", bool? Reached = null);
