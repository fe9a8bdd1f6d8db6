using Kale.Trainer.Measuring;
using Kale.Training;

namespace Kale.Trainer.Recipes.LayerProbing;

/// <summary>What is done to a layer's vectors before they are compared.</summary>
/// <param name="Source">Why.</param>
/// <param name="Fit">From a sample of documents' vectors to a change of any vector, in place.</param>
internal sealed record Treatment(string Source, Func<VectorTable, VectorChange> Fit);

/// <summary>Changes a vector in place.</summary>
internal delegate void VectorChange(Span<float> vector);

/// <summary>The treatments by name.</summary>
internal static class Treatments
{
    private const int SampleSize = 5_000;

    public static NamedTable<Treatment> All { get; } = new("treatment")
    {
        { "raw", new("as arXiv 2502.03552 compares them", _ => static _ => { }) },
        { "centred", new(
            "less the mean: mean-pooled middle layers crowd into a narrow cone (arXiv 1909.00512)", Center) },
        { "whitened", new("uncorrelated and of equal variance: Su et al. 2021 (arXiv 2103.15316)", Whiten) },
    };

    /// <summary>The vectors that statistics are taken from: a fair sample of the documents.</summary>
    public static VectorTable Sample(VectorTable documents, ulong seed)
    {
        var rows = Enumerable.Range(0, documents.Rows).ToArray();
        new SeededRandom(seed).Shuffle<int>(rows);
        return VectorTable.Of([.. rows.Take(SampleSize).Order().Select(row => documents[row].ToArray())]);
    }

    /// <summary>A copy with every vector changed.</summary>
    public static VectorTable Changed(VectorTable vectors, VectorChange change)
    {
        var data = (float[])vectors.Data.Clone();
        Parallel.For(0, vectors.Rows, row => change(data.AsSpan(row * vectors.Dims, vectors.Dims)));
        return new VectorTable(data, vectors.Dims);
    }

    private static VectorChange Center(VectorTable sample)
    {
        var mean = Mean(sample);
        return vector => System.Numerics.Tensors.TensorPrimitives.Subtract(vector, mean, vector);
    }

    private static VectorChange Whiten(VectorTable sample)
    {
        var (mean, center) = (Mean(sample), Center(sample));
        var centred = Changed(sample, center);
        return Whitening.Of([.. Enumerable.Range(0, centred.Rows).Select(row => centred[row].ToArray())], mean).Apply;
    }

    private static float[] Mean(VectorTable sample)
    {
        var sums = new double[sample.Dims];
        for (var row = 0; row < sample.Rows; row++)
        {
            for (var i = 0; i < sums.Length; i++)
                sums[i] += sample[row][i];
        }

        return [.. sums.Select(sum => (float)(sum / sample.Rows))];
    }
}
