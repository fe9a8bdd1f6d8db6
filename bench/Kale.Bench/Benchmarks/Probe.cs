using System.Text.Json;
using Kale.Bench.Harness;
using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// The layers of a cross encoder, of its dual-encoder twin and of the backbone of both, as sentence embeddings.
/// </summary>
internal sealed class Probe : IBenchmark
{
    private const string Dual = MedQuad.Dual;
    private const string Cross = MedQuad.Cross;
    private const string Table = "All layers";

    public string Name => "probe";

    public string Question =>
        "Do early layers of a cross encoder embed sentences better than the same layers of its dual-encoder twin, "
        + "and late ones worse?";

    // --queries 300 --documents 2500, and those of MedQuad
    public async Task<Report> RunAsync(BenchOptions options)
    {
        var (queries, documents) = (options.Count("queries", 300), options.Count("documents", 2_500));
        await using var medquad = await MedQuad.StartAsync(options, queries, documents);
        var (tokens, scifact) = (
            medquad.Tokens,
            medquad.AddTestSet(options.DataSet("scifact"), "scifact-test", queries, documents));
        await medquad.TrainTwinsAsync();
        var (rows, sentences) = (new List<Row>(), new List<string>());
        foreach (var (set, data) in new[] { ("MedQuAD", medquad.TestSet), ("SciFact", scifact) })
        {
            var report = await medquad.Trainer.RunAsync($"probe-{set.ToLowerInvariant()}", new JobSpec
            {
                Seed = 1,
                ProbeLayers = new ProbeLayers
                {
                    Encoders = { Cross, Dual, MedQuad.Backbone },
                    Data = data,
                    InputForm = "self-pair",
                    MaxTokens = (uint)tokens,
                },
            });
            rows.AddRange(Rows(set, report));
            sentences.Add($"{set}: {report.GetProperty("summary").GetString()}");
        }
        return new Report(
            rows,
            $"{queries:N0} test queries in {documents:N0} documents each, {tokens} tokens; "
                + "every sentence paired with itself, mean over the first copy's words; "
                + "cells are nDCG@10 raw / centred / whitened, differences are of the raw vectors "
                + "with 95 % intervals (paired bootstrap over the queries). One seed. "
                + string.Join(" ", sentences));
    }

    private static IEnumerable<Row> Rows(string set, JsonElement report)
    {
        var table = Section(report, Table)
            .GetProperty("rows")
            .EnumerateArray()
            .Select(row => row.GetProperty("cells"))
            .ToList();
        var differences = Section(report, $"{Cross} less {Dual}, layer by layer (nDCG@10)")
            .GetProperty("rows")
            .EnumerateArray()
            .Select(row => row.GetProperty("cells"))
            .ToList();
        foreach (var difference in differences)
        {
            var layer = difference[0].GetProperty("value").GetDouble();
            string Cells(string encoder) => string.Join(" / ", table
                .Where(cells => cells[0].GetProperty("text").GetString() == encoder
                    && cells[1].GetProperty("value").GetDouble() == layer)
                .Select(cells => $"{cells[3].GetProperty("value").GetDouble():0.000}"));
            var raw = difference[1];
            yield return new Row(
                $"{set}, layer {layer}: cross encoder; difference from its twin",
                $"{Cells(Cross)}; {Number(raw, "value")} [{Number(raw, "low")}, {Number(raw, "high")}]",
                $"twin {Cells(Dual)}; backbone {Cells(MedQuad.Backbone)}");
        }
    }

    private static JsonElement Section(JsonElement report, string title) =>
        report.GetProperty("sections")
            .EnumerateArray()
            .Single(section => section.GetProperty("title").GetString() == title);

    private static string Number(JsonElement cell, string name) =>
        $"{cell.GetProperty(name).GetDouble():+0.000;-0.000}";
}
