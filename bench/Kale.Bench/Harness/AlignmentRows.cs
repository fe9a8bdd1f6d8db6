using System.Text.Json;
using static Kale.Bench.Harness.JobReport;

namespace Kale.Bench.Harness;

/// <summary>A sweep's table beside its bars.</summary>
internal static class AlignmentRows
{
    public const string Notes =
        "One seed. Train queries, titles and sentences of the corpus, 20,000 texts in all; "
        + "no test query is among them. "
        + "The baseline is the teacher; untuned students are the same layers without alignment. "
        + "Differences have 95 % intervals (paired bootstrap over the test queries). "
        + "Milliseconds are for a query alone, text to vector in ONNX Runtime on one thread.";

    public static IEnumerable<Row> Teacher(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> table) =>
        [new Row($"{TrainerHost.Teacher} nDCG@10", $"{Value(table[TrainerHost.Teacher], "ndcg@10"):0.0000}")];

    /// <summary>Kept and overlap, aligned and untuned, and the time of a query.</summary>
    public static IEnumerable<Row> Student(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> table,
        string label,
        double? kept = null,
        double? overlap = null)
    {
        var (student, untuned, teacher) = (table[label], table[$"{label} untuned"], table[TrainerHost.Teacher]);
        var (keptNow, overlapNow) = (Value(student, "kept, %"), Value(student, "overlap@10"));
        yield return new Row(
            $"{label}, nDCG@10",
            $"{Value(student, "ndcg@10"):0.0000} = {keptNow:0.0} % (untuned {Value(untuned, "ndcg@10"):0.0000})",
            $"{Value(teacher, "ndcg@10"):0.0000}, difference {WithInterval(student, "ndcg@10 - teacher's")}",
            Bar: kept is null ? "" : $"≥ {kept} %",
            Reached: kept is null ? null : keptNow >= kept);
        yield return new Row(
            $"{label}, overlap@10 with the teacher",
            $"{overlapNow:0.000} (untuned {Value(untuned, "overlap@10"):0.000})",
            Bar: overlap is null ? "" : $"≥ {overlap:0.00}",
            Reached: overlap is null ? null : overlapNow >= overlap);
        var (ms, teacherMs) = (Value(student, "ms, batch 1"), Value(teacher, "ms, batch 1"));
        yield return new Row($"{label}, ms for a query alone", $"{ms:0.00}", $"{teacherMs:0.00}", ms / teacherMs);
    }
}
