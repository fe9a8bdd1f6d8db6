using Kale.Bundles;
using Kale.Trainer.Measuring;
using Kale.Training;

namespace Kale.Trainer.Tests.Evaluation.Search;

public sealed class ExactSearchTests
{
    private const int Dims = 24;
    private static readonly VectorTable s_queries = Random(37, seed: 1);
    private static readonly VectorTable s_documents = Random(900, seed: 2);

    [Theory]
    [InlineData(Metric.Cosine)]
    [InlineData(Metric.Dot)]
    [InlineData(Metric.Euclid)]
    public void Run_OfEachMetric_FindsWhatAllScoresSortedSay(Metric metric)
    {
        var found = ExactSearch.Run(s_queries, s_documents, metric, depth: 10, threads: 2, CancellationToken.None);
        for (var query = 0; query < s_queries.Rows; query++)
        {
            var expected = Enumerable.Range(0, s_documents.Rows)
                .OrderByDescending(row => Score(query, row, metric))
                .Take(10);
            Assert.Equal(expected, found[query].Select(hit => hit.Row));
        }
    }

    [Fact]
    public void Run_WithMoreDepthThanDocuments_FindsAll() =>
        Assert.Equal(
            900, ExactSearch.Run(s_queries, s_documents, Metric.Dot, 5000, 1, CancellationToken.None)[0].Count);

    [Fact]
    public void Run_OfDimensionsThatDiffer_IsRefused()
    {
        var error = Assert.Throws<TrainingException>(() =>
            ExactSearch.Run(new VectorTable([1, 2], 2), s_documents, Metric.Dot, 1, 1, CancellationToken.None));
        Assert.Equal(TrainingError.WrongShape, error.Code);
    }

    private static double Score(int query, int row, Metric metric)
    {
        var (a, b) = (s_queries[query].ToArray(), s_documents[row].ToArray());
        var dot = a.Zip(b, (x, y) => (double)x * y).Sum();
        return metric switch
        {
            Metric.Cosine => dot / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x)),
            Metric.Dot => dot,
            _ => -a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum(),
        };
    }

    private static VectorTable Random(int rows, int seed)
    {
        var random = new Random(seed);
        return new VectorTable([.. Enumerable.Range(0, rows * Dims).Select(_ => random.NextSingle() - 0.5f)], Dims);
    }
}
