using System.Numerics.Tensors;
using Kale.Bundles;
using Kale.Training;

namespace Kale.Trainer.Measuring;

/// <summary>
/// Every query against every document, nothing left out: what an index is measured against. Blocks of documents stay in
/// the cache while the queries of a block go over them.
/// </summary>
internal static class ExactSearch
{
    private const int QueryBlock = 16;
    private const int DocumentBytes = 1 << 19;

    /// <summary>The best documents of each query, by the space's metric, higher scores better.</summary>
    /// <param name="queries">[queries, dims].</param>
    /// <param name="documents">[documents, dims].</param>
    /// <param name="metric">Cosine; dot; Euclid, whose scores are negative squared distances.</param>
    /// <param name="depth">How many for each query.</param>
    /// <param name="threads">Cores to use.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>For each query, row and score of its documents, best first; equal scores by row.</returns>
    public static IReadOnlyList<IReadOnlyList<(int Row, float Score)>> Run(
        VectorTable queries, VectorTable documents, Metric metric, int depth, int threads,
        CancellationToken cancellation)
    {
        if (queries.Dims != documents.Dims)
        {
            throw new TrainingException(TrainingError.WrongShape,
                $"Queries have {queries.Dims} dimensions and documents {documents.Dims}; they are not of one space.");
        }

        if (metric == Metric.Cosine)
            (queries, documents) = (queries.Normalized(), documents.Normalized());
        var scorer = new BlockScorer(documents, metric);
        var results = new IReadOnlyList<(int, float)>[queries.Rows];
        var blocks = (queries.Rows + QueryBlock - 1) / QueryBlock;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, blocks, parallel, block =>
        {
            var (first, end) = (block * QueryBlock, Math.Min((block + 1) * QueryBlock, queries.Rows));
            SearchBlock(queries, scorer, first, results.AsSpan(first, end - first), depth);
        });
        return results;
    }

    private static void SearchBlock(
        VectorTable queries, BlockScorer scorer, int first, Span<IReadOnlyList<(int, float)>> results, int depth)
    {
        var best = new TopRows[results.Length];
        for (var i = 0; i < best.Length; i++)
            best[i] = new TopRows(depth);
        var step = Math.Max(1, DocumentBytes / (sizeof(float) * queries.Dims));
        for (var start = 0; start < scorer.Rows; start += step)
        {
            var end = Math.Min(start + step, scorer.Rows);
            for (var i = 0; i < best.Length; i++)
                scorer.Score(queries[first + i], start, end, best[i]);
        }

        for (var i = 0; i < best.Length; i++)
            results[i] = best[i].Sorted();
    }

    /// <summary>Scores documents against a query.</summary>
    private sealed class BlockScorer(VectorTable documents, Metric metric)
    {
        private readonly bool _euclid = metric == Metric.Euclid;

        public int Rows => documents.Rows;

        public void Score(ReadOnlySpan<float> query, int start, int end, TopRows best)
        {
            for (var row = start; row < end; row++)
            {
                var document = documents[row];
                var distance = _euclid ? TensorPrimitives.Distance(query, document) : 0;
                best.Offer(row, _euclid ? -distance * distance : TensorPrimitives.Dot(query, document));
            }
        }
    }
}
