using System.Diagnostics.CodeAnalysis;

namespace Kale.Bundles;

/// <summary>Tensors by name, in the order they were added.</summary>
public sealed class TensorSet
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>An empty set.</summary>
    public TensorSet()
    {
    }

    /// <summary>A set of these tensors.</summary>
    public TensorSet(IEnumerable<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        foreach (var tensor in tensors)
        {
            Add(tensor);
        }
    }

    /// <summary>The names, in the order of adding.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of tensors.</summary>
    public int Count => _names.Count;

    /// <summary>The number of values in all tensors.</summary>
    public long ValueCount => _tensors.Values.Sum(t => (long)t.Count);

    /// <summary>The tensors, in the order of adding.</summary>
    public IEnumerable<Tensor> Tensors => _names.Select(n => _tensors[n]);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="BundleException">There is none; the message names it.</exception>
    public Tensor this[string name] => TryGet(name, out var tensor)
        ? tensor
        : throw new BundleException(BundleError.Missing, $"Tensor '{name}' is missing from the weights.");

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Tensor? tensor) => _tensors.TryGetValue(name, out tensor);

    /// <summary>The tensor of that name and shape.</summary>
    /// <exception cref="BundleException">It is missing or of another shape; the message names it.</exception>
    public Tensor Require(string name, params int[] shape)
    {
        var tensor = this[name];
        return tensor.Shape.AsSpan().SequenceEqual(shape)
            ? tensor
            : throw new BundleException(
                BundleError.WrongShape,
                $"Tensor '{name}' has shape {Tensor.Format(tensor.Shape)}; the configuration asks for "
                    + $"{Tensor.Format(shape)}.");
    }

    /// <summary>Adds a tensor.</summary>
    /// <exception cref="BundleException">There is one of that name already.</exception>
    public void Add(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_tensors.TryAdd(tensor.Name, tensor))
        {
            throw new BundleException(BundleError.Corrupt, $"Tensor '{tensor.Name}' occurs twice.");
        }

        _names.Add(tensor.Name);
    }
}
