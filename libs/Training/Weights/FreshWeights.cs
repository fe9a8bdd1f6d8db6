using Kale.Bundles;

namespace Kale.Training.Weights;

/// <summary>
/// Weights nobody trained, as BERT's own code starts: normal with deviation 0.02, biases 0, LayerNorm 1 and 0.
/// The same seed gives the same weights.
/// </summary>
internal sealed class FreshWeights(ulong seed, NormKind norm = NormKind.Layer)
{
    private const double Deviation = 0.02;
    private readonly Random _random = new((int)(seed ^ (seed >> 32)));

    public Tensor Like(string name, int[] shape)
    {
        var data = new float[shape.Aggregate(1, (product, size) => product * size)];
        if (name.EndsWith("LayerNorm.weight", StringComparison.Ordinal))
        {
            Array.Fill(data, norm == NormKind.RmsPlusOne ? 0 : 1);
        }
        else if (!name.EndsWith(".bias", StringComparison.Ordinal))
        {
            Fill(data);
        }

        return new Tensor(name, shape, data);
    }

    // Box and Muller 1958.
    private void Fill(float[] data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            var length = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            var angle = 2 * Math.PI * _random.NextDouble();
            data[i] = (float)(Deviation * length * Math.Cos(angle));
        }
    }
}
