using System.Numerics;
using Kale.LocalQdrant.Points;

namespace Kale.LocalQdrant.Search;

/// <summary>
/// Exact search: every vector is scored. All queries of a batch share one pass over the vectors, whose cost is reading
/// them from memory; a block of rows is scored for every query while it is in the cache.
/// </summary>
internal sealed class Searcher(Metric metric, int threads)
{
    private const int BlockBytes = 128 << 10;
    private const int BlocksPerShare = 4;
    private const long BytesWorthAThread = 2 << 20;

    /// <summary>The hits of each query, best first.</summary>
    public List<Hit>[] Search(PointTable table, IReadOnlyList<SearchQuery> queries, CancellationToken cancellation) =>
        metric switch
        {
            Metric.Euclid => Search<Kernel<EuclidTerm>>(table, queries, cancellation),
            Metric.Manhattan => Search<Kernel<ManhattanTerm>>(table, queries, cancellation),
            _ => Search<Kernel<DotTerm>>(table, queries, cancellation),
        };

    private List<Hit>[] Search<TKernel>(
        PointTable table, IReadOnlyList<SearchQuery> queries, CancellationToken cancellation)
        where TKernel : struct, IKernel
    {
        var best = queries.Select(query => new TopK(query.Limit, table)).ToArray();
        var scans = new List<int>();
        for (var i = 0; i < queries.Count; i++)
        {
            if (queries[i].Filter?.Candidates(table) is { } rows)
                ScoreRows<TKernel>(table, queries[i], rows, best[i]);
            else
                scans.Add(i);
        }
        if (scans.Count > 0 && table.Count > 0)
            Scan<TKernel>(table, [.. scans.Select(i => queries[i])], [.. scans.Select(i => best[i])], cancellation);
        return Array.ConvertAll(best, top => top.ToSorted());
    }

    private void ScoreRows<TKernel>(PointTable table, SearchQuery query, IReadOnlyCollection<int> rows, TopK best)
        where TKernel : struct, IKernel
    {
        foreach (var row in rows)
            Consider(table, query, best, new Hit(row, TKernel.Score(query.Vector, table.Vectors.Rows(row, 1))));
    }

    private void Scan<TKernel>(PointTable table, SearchQuery[] queries, TopK[] best, CancellationToken cancellation)
        where TKernel : struct, IKernel
    {
        var shareRows = Math.Min(BlockRows(table) * BlocksPerShare, table.Vectors.RowsPerChunk);
        var bytes = (long)table.Count * table.Vectors.Stride * sizeof(float) * queries.Length;
        var workers = (int)Math.Clamp(bytes / BytesWorthAThread, 1, threads);
        var share = -1;
        var found = new TopK[workers][];
        Run(workers, worker =>
        {
            found[worker] = Array.ConvertAll(queries, query => new TopK(query.Limit, table));
            while ((long)Interlocked.Increment(ref share) * shareRows is var first && first < table.Count
                && !cancellation.IsCancellationRequested)
            {
                var end = (int)Math.Min(table.Count, first + shareRows);
                ScanShare<TKernel>(table, queries, found[worker], (int)first, end);
            }
        });
        cancellation.ThrowIfCancellationRequested();
        foreach (var part in found)
        {
            for (var i = 0; i < best.Length; i++)
                best[i].OfferAll(part[i]);
        }
    }

    /// <summary>Scores rows that lie in one chunk, in blocks that stay in the cache from query to query.</summary>
    private void ScanShare<TKernel>(PointTable table, SearchQuery[] queries, TopK[] best, int first, int end)
        where TKernel : struct, IKernel
    {
        var blockRows = BlockRows(table);
        for (var start = first; start < end; start += blockRows)
        {
            var count = Math.Min(blockRows, end - start);
            for (var i = 0; i < queries.Length; i++)
                ScanBlock<TKernel>(table, queries[i], best[i], start, count);
        }
    }

    private void ScanBlock<TKernel>(PointTable table, SearchQuery query, TopK best, int first, int count)
        where TKernel : struct, IKernel
    {
        var stride = table.Vectors.Stride;
        var rows = table.Vectors.Rows(first, count);
        for (var i = 0; i < count; i++)
        {
            var score = TKernel.Score(query.Vector, rows.Slice(i * stride, stride));
            if (score >= best.Threshold)
                Consider(table, query, best, new Hit(first + i, score));
        }
    }

    private void Consider(PointTable table, SearchQuery query, TopK best, Hit hit)
    {
        if (query.Wants(hit, metric, table))
            best.Offer(hit);
    }

    private static void Run(int workers, Action<int> work)
    {
        if (workers == 1)
            work(0);
        else
            Parallel.For(0, workers, work);
    }

    /// <summary>A power of two, so that blocks and shares never cross the border of a chunk.</summary>
    private static int BlockRows(PointTable table)
    {
        var rows = Math.Max(1, BlockBytes / (table.Vectors.Stride * sizeof(float)));
        return Math.Min(1 << BitOperations.Log2((uint)rows), table.Vectors.RowsPerChunk);
    }
}
