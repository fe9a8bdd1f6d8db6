using Kale.LocalQdrant.Points;
using Kale.LocalQdrant.Search;
using Kale.LocalQdrant.Tests.Support;

namespace Kale.LocalQdrant.Tests.Search;

public sealed class KernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(384)]
    [InlineData(1000)]
    public void Score_AnySize_IsTheReferenceWithinFloatRounding(int dimensions)
    {
        var random = new Random(dimensions);
        var chunks = new VectorChunks(dimensions);
        for (var row = 0; row < 40; row++)
        {
            var vector = Some.Vector(random, dimensions);
            chunks.Set(row, vector);
            var query = Some.Vector(random, dimensions);
            foreach (var metric in Enum.GetValues<Metric>())
            {
                var expected = ReferenceKernels.Score(metric, query, vector);
                Assert.Equal(expected, Score(metric, chunks.Pad(query), chunks.Rows(row, 1)), 1e-6 * dimensions);
            }
        }
    }

    [Fact]
    public void Score_Overflow_IsAnOrderedNumber()
    {
        var chunks = new VectorChunks(2);
        chunks.Set(0, [float.MaxValue, float.MinValue]);
        var query = chunks.Pad([float.MaxValue, float.MaxValue]);

        Assert.False(float.IsNaN(Score(Metric.Dot, query, chunks.Rows(0, 1))));
    }

    [Fact]
    public void Chunks_ManyRows_KeepEveryRowWhereItWas()
    {
        var chunks = new VectorChunks(1000);
        for (var row = 0; row < 3000; row++)
            chunks.Set(row, Enumerable.Repeat((float)row, 1000).ToArray());
        chunks.Trim(2000);

        Assert.All(Enumerable.Range(0, 2000), row => Assert.Equal(row, chunks.Row(row)[999]));
    }

    private static float Score(Metric metric, float[] query, ReadOnlySpan<float> row) => metric switch
    {
        Metric.Euclid => Kernel<EuclidTerm>.Score(query, row),
        Metric.Manhattan => Kernel<ManhattanTerm>.Score(query, row),
        _ => Kernel<DotTerm>.Score(query, row),
    };
}
