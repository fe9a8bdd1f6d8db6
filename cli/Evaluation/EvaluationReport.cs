using System.Text.Json.Serialization;
using Kale.Retrieval.Metrics;
using Kale.Retrieval.Trec;

namespace Kale.Cli.Evaluation;

/// <summary>Means over all judged queries; a query without an answer counts 0.</summary>
/// <param name="Queries">How many are judged.</param>
/// <param name="NdcgAt10">Of them.</param>
/// <param name="RecallAt100">Of them.</param>
/// <param name="MrrAt10">Of them.</param>
/// <param name="EmptyQueries">Those without a text, which find nothing.</param>
/// <param name="IdenticalIdsLeftOut">Queries that found a document of their own id, which was left out.</param>
/// <param name="JudgedDocuments">Documents that have a grade.</param>
/// <param name="MissingDocuments">Those of them that the collection does not hold.</param>
internal sealed record EvaluationReport(
    int Queries, double NdcgAt10, double RecallAt100, double MrrAt10, int EmptyQueries, int IdenticalIdsLeftOut,
    int JudgedDocuments, int MissingDocuments)
{
    private static readonly IReadOnlyList<RankingMetric> Metrics =
        RankingMetric.ParseAll("ndcg@10", "recall@100", "mrr@10");

    public static EvaluationReport Of(Run run, JudgedQueries judged, int leftOut, int missing)
    {
        var means = Scores.Of(run, judged.Judgments, Metrics).Means;
        return new EvaluationReport(
            judged.Judgments.Count, means["ndcg@10"], means["recall@100"], means["mrr@10"], judged.Empty.Count, leftOut,
            judged.Documents.Count, missing);
    }

    /// <summary>What was left out of the rankings; null: nothing.</summary>
    [JsonIgnore]
    public string? IdenticalIdsNote => IdenticalIdsLeftOut == 0
        ? null
        : $"{IdenticalIdsLeftOut} hits with the same id as their query, as BEIR does; --keep-identical-ids measures "
            + "them too";

    /// <summary>For people.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"queries     {Queries}";
        yield return $"nDCG@10     {NdcgAt10:0.0000}";
        yield return $"Recall@100  {RecallAt100:0.0000}";
        yield return $"MRR@10      {MrrAt10:0.0000}";
        if (EmptyQueries > 0) { yield return $"empty       {EmptyQueries} queries, which find nothing"; }
        if (MissingDocuments > 0)
        {
            yield return $"missing     {MissingDocuments} of {JudgedDocuments} judged documents are not in the "
                + "collection; they count as not found";
        }
        if (IdenticalIdsNote is { } note) { yield return $"left out    {note}"; }
    }
}
