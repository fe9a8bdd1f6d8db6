namespace Kale.Bundles;

/// <summary>A named array of float32 in row-major order; an empty shape is a scalar.</summary>
public sealed class Tensor
{
    /// <summary>Wraps the data, which is not copied.</summary>
    /// <exception cref="BundleException">The data's length is not the product of the shape.</exception>
    public Tensor(string name, int[] shape, float[] data)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(data);
        if (shape.Any(d => d < 0) || CountOf(shape) != data.Length)
        {
            throw new BundleException(
                BundleError.WrongShape, $"Tensor '{name}' of shape {Format(shape)} cannot hold {data.Length} values.");
        }

        (Name, Shape, Data) = (name, shape, data);
    }

    /// <summary>The name, as Hugging Face writes it.</summary>
    public string Name { get; }

    /// <summary>The size of each axis.</summary>
    public int[] Shape { get; }

    /// <summary>The values, the last axis fastest.</summary>
    public float[] Data { get; }

    /// <summary>The number of values.</summary>
    public int Count => Data.Length;

    /// <summary>The same values under another name.</summary>
    public Tensor Named(string name) => new(name, Shape, Data);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Format(Shape)}";

    /// <summary>The product of the sizes, or a number far over what an array can hold.</summary>
    internal static long CountOf(ReadOnlySpan<int> shape)
    {
        const long TooMany = 1L << 32;
        var count = 1L;
        foreach (var size in shape)
        {
            count = Math.Min(count, TooMany) * size;
        }

        return Math.Min(count, TooMany);
    }

    internal static string Format(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
