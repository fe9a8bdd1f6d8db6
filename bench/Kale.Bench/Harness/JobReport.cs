using System.Text.Json;

namespace Kale.Bench.Harness;

/// <summary>Tables of a job's report.json.</summary>
internal sealed class JobReport(JsonElement report)
{
    /// <summary>The rows of a table by their first cell, each with its cells by column.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> Table(string title)
    {
        var section = report.GetProperty("sections")
            .EnumerateArray()
            .Single(section => section.GetProperty("title").GetString() == title);
        var columns = section.GetProperty("columns")
            .EnumerateArray()
            .Select(column => column.GetProperty("name").GetString()!)
            .ToList();
        return section.GetProperty("rows").EnumerateArray().ToDictionary(
            row => row.GetProperty("cells")[0].GetProperty("text").GetString()!,
            row => (IReadOnlyDictionary<string, JsonElement>)columns.Zip(row.GetProperty("cells").EnumerateArray())
                .ToDictionary(pair => pair.First, pair => pair.Second));
    }

    public static double Value(IReadOnlyDictionary<string, JsonElement> row, string column) =>
        row[column].GetProperty("value").GetDouble();

    /// <summary>The value with its interval.</summary>
    public static string WithInterval(IReadOnlyDictionary<string, JsonElement> row, string column)
    {
        var cell = row[column];
        return $"{cell.GetProperty("value").GetDouble():+0.0000;-0.0000} "
            + $"[{cell.GetProperty("low").GetDouble():+0.0000;-0.0000}, "
            + $"{cell.GetProperty("high").GetDouble():+0.0000;-0.0000}]";
    }
}
