using System.Text.Json;
using Kale.Trainer.Data.Paths;
using Kale.Trainer.Data.Reading;
using Kale.Trainer.Evaluation.Metrics;
using Kale.Trainer.Tests.Support;

namespace Kale.Trainer.Tests.Evaluation;

/// <summary>Against what trec_eval itself says of judgments with negative grades and a run full of ties: see Golden/trec_eval.py.</summary>
public sealed class TrecEvalTests
{
    private const double Printed = 5.1e-5;

    [Fact]
    public void Metrics_OfARunFullOfTies_AreTrecEvals()
    {
        using var directory = new TemporaryDirectory();
        var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "trec_eval.json"))).RootElement;
        var judgments = QrelsReader.Read(FileOf("qrels"));
        var run = RunReader.Read(FileOf("run"), "random");
        Assert.Equal(20, judgments.Queries.Count);
        foreach (var query in judgments.Queries)
        {
            var grades = judgments.Of(query).ToDictionary(pair => pair.Key, pair => pair.Value.Grade);
            var ranking = JudgedRanking.Of(run.Ranking(query), grades);
            var expected = golden.GetProperty("expected").GetProperty(query);
            foreach (var metric in golden.GetProperty("expected").GetProperty("all").EnumerateObject().Select(entry => Metric.Parse(entry.Name)))
            {
                var value = expected.GetProperty(metric.Name).GetDouble();
                Assert.True(Math.Abs(value - metric.Of(ranking)) < Printed, $"{query} {metric.Name}: {metric.Of(ranking)}, trec_eval says {value}");
            }
        }

        DataFile FileOf(string name) => new(name, directory.Write(name, golden.GetProperty(name).GetString()!));
    }

    [Fact]
    public void Scores_WithAQueryThatHasNoAnswer_AverageAsTrecEvalWithC()
    {
        using var directory = new TemporaryDirectory();
        var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "trec_eval.json"))).RootElement;
        var judgments = QrelsReader.Read(new DataFile("qrels", directory.Write("qrels", golden.GetProperty("qrels").GetString()!)));
        var run = RunReader.Read(new DataFile("run", directory.Write("run", golden.GetProperty("run").GetString()!)), "random");
        var queries = judgments.Queries
            .Select(id => new Query(id, "", judgments.Of(id).ToDictionary(pair => pair.Key, pair => pair.Value.Grade))).ToList();
        var all = golden.GetProperty("expected").GetProperty("all").EnumerateObject().ToList();
        var scores = Scores.Of(run, queries, [.. all.Select(entry => Metric.Parse(entry.Name))]);
        Assert.All(all, entry => Assert.InRange(scores.Means[entry.Name] - entry.Value.GetDouble(), -Printed, Printed));
    }
}
