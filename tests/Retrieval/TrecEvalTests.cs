using System.Text.Json;
using Kale.Retrieval.Metrics;
using Kale.Retrieval.Trec;

namespace Kale.Retrieval.Tests;

/// <summary>
/// Against what trec_eval itself says of judgments with negative grades and a run full of ties: see
/// Golden/trec_eval.py.
/// </summary>
public sealed class TrecEvalTests
{
    private const double Printed = 5.1e-5;
    private static readonly JsonElement s_golden = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "trec_eval.json"))).RootElement;

    private readonly Qrels _qrels = Qrels.Read(Lines.Of(s_golden.GetProperty("qrels").GetString()!));
    private readonly Run _run = RunReader.Read("random", Lines.Of(s_golden.GetProperty("run").GetString()!));
    private readonly JsonElement _all = s_golden.GetProperty("expected").GetProperty("all");

    private IReadOnlyList<RankingMetric> Metrics =>
        RankingMetric.ParseAll(_all.EnumerateObject().Select(entry => entry.Name));

    [Fact]
    public void Metrics_OfARunFullOfTies_AreTrecEvals()
    {
        Assert.Equal(20, _qrels.Queries.Count);
        foreach (var query in _qrels.Queries)
        {
            var ranking = JudgedRanking.Of(_run.Ranking(query), _qrels.GradesOf(query));
            var expected = s_golden.GetProperty("expected").GetProperty(query);
            foreach (var metric in Metrics)
            {
                var value = expected.GetProperty(metric.Name).GetDouble();
                Assert.True(
                    Math.Abs(value - metric.Of(ranking)) < Printed,
                    $"{query} {metric.Name}: {metric.Of(ranking)}, trec_eval says {value}");
            }
        }
    }

    [Fact]
    public void Scores_WithAQueryThatHasNoAnswer_AverageAsTrecEvalWithC()
    {
        var judgments = _qrels.Queries.Select(query => KeyValuePair.Create(query, _qrels.GradesOf(query)));
        var means = Scores.Of(_run, judgments, Metrics).Means;
        Assert.All(
            _all.EnumerateObject(),
            entry => Assert.InRange(means[entry.Name] - entry.Value.GetDouble(), -Printed, Printed));
    }

    [Fact]
    public void Run_WrittenAndReadAgain_RanksTheSame()
    {
        using var text = new StringWriter();
        RunWriter.Write(text, _run);
        var again = RunReader.Read("random", Lines.Of(text.ToString()));
        Assert.Equal(_run.Queries.Order(), again.Queries.Order());
        Assert.All(_run.Queries, query => Assert.Equal(_run.Hits(query), again.Hits(query)));
    }
}
