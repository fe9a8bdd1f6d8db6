using Kale.Bundles;
using Kale.Retrieval.Trec;
using Kale.Trainer.Data;

namespace Kale.Trainer.Measuring;

/// <summary>Vectors to runs.</summary>
internal static class DenseRetriever
{
    /// <summary>
    /// Ranks documents for each query by exact search; without the query itself, where queries are documents.
    /// </summary>
    /// <param name="name">Of the run.</param>
    /// <param name="queries">[queries, dims], in the data's order.</param>
    /// <param name="documents">[documents, dims], in the data's order.</param>
    /// <param name="data">Gives the ids.</param>
    /// <param name="metric">Of the space.</param>
    /// <param name="depth">Documents for each query.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    public static Run Search(
        string name, VectorTable queries, VectorTable documents, RetrievalData data, Metric metric, int depth,
        CancellationToken cancellation)
    {
        var leaveOut = data.IdenticalIds > 0 ? 1 : 0;
        var found = ExactSearch.Run(
            queries, documents, metric, depth + leaveOut, Environment.ProcessorCount, cancellation);
        var run = new Run(name, data.Queries.Zip(found).ToDictionary(
            pair => pair.First.Id,
            pair => (IReadOnlyList<Hit>)
            [
                .. pair.Second.Select(hit => new Hit(data.Documents[hit.Row].Id, hit.Score)),
            ]));
        return leaveOut > 0 ? run.WithoutIdenticalIds(depth).Run : run;
    }
}
