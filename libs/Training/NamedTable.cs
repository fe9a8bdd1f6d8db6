using System.Collections;

namespace Kale.Training;

/// <summary>One idea's entries by name, in the order they are written down.</summary>
/// <param name="idea">What the entries are, in the singular: it stands in messages.</param>
public sealed class NamedTable<T>(string idea) : IEnumerable<KeyValuePair<string, T>>
{
    private readonly OrderedDictionary<string, T> _entries = new(StringComparer.Ordinal);

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>The entry of that name.</summary>
    /// <exception cref="TrainingException">There is none; the message lists those there are.</exception>
    public T this[string name] => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw new TrainingException(
            TrainingError.UnknownName, $"There is no {idea} '{name}'; there are: {string.Join(", ", Names)}.");

    /// <summary>Adds an entry, for collection initialisers.</summary>
    public void Add(string name, T entry) => _entries.Add(name, entry);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
