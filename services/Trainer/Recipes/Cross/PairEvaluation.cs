using Kale.Retrieval.Metrics;
using Kale.Training;
using Kale.Training.Networks;

namespace Kale.Trainer.Recipes.Cross;

/// <summary>
/// How well a cross encoder under training puts the answers of held-out queries before hard negatives.
/// </summary>
internal sealed class PairEvaluation
{
    private const int MostQueries = 100;
    private const int Candidates = 10;
    private static readonly IReadOnlyList<RankingMetric> s_metrics = RankingMetric.ParseAll("mrr@10", "ndcg@10");

    private readonly TrainingTexts _texts;
    private readonly IReadOnlyList<LabelledQuery> _queries;
    private readonly int[][] _candidates;

    /// <param name="held">Queries to measure with.</param>
    /// <param name="mined">Their hard negatives; none: documents at random.</param>
    /// <param name="texts">Of the data.</param>
    /// <param name="seed">Of what is drawn.</param>
    public PairEvaluation(HeldOutQueries held, IReadOnlyList<int[]> mined, TrainingTexts texts, ulong seed)
    {
        (_texts, _queries) = (texts, [.. held.Queries.Take(MostQueries)]);
        var random = new SeededRandom(seed);
        var documents = held.Documents.ToArray();
        _candidates = [.. _queries.Select((query, i) =>
        {
            random.Shuffle<int>(documents);
            var hard = mined.Count > 0 ? mined[i].Take(Candidates - 1) : [];
            return query.Positives
                .Take(1)
                .Concat(hard)
                .Concat(documents.Except(query.Positives))
                .Distinct()
                .Take(Candidates)
                .ToArray();
        })];
    }

    /// <summary>How many queries; 0: nothing is measured.</summary>
    public int Queries => _queries.Count;

    public IReadOnlyList<KeyValuePair<string, double>> Measure(CrossEncoder network, CancellationToken cancellation)
    {
        if (_queries.Count == 0)
            return [];
        var pairs = _queries
            .Zip(_candidates)
            .SelectMany(entry => entry.Second.Select(place => _texts.Pair(entry.First, place)))
            .ToList();
        var scores = NetworkVectors.Encode(network, pairs, _ => { }, cancellation);
        var judged = new List<JudgedRanking>();
        var row = 0;
        foreach (var places in _candidates)
        {
            // The answer is the first of the candidates; of equal scores it comes last.
            var ranked = Enumerable.Range(0, places.Length)
                .OrderByDescending(i => scores[row + i][0])
                .ThenByDescending(i => i);
            judged.Add(new JudgedRanking([.. ranked.Select(i => i == 0 ? 1 : 0)], [1]));
            row += places.Length;
        }

        return
        [
            .. s_metrics.Select(metric =>
                KeyValuePair.Create($"held-out {metric.Name}", judged.Average(metric.Of))),
        ];
    }
}
