using System.Collections.Immutable;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Catalog;

/// <summary>What is known of a collection beside its points.</summary>
/// <param name="Directory">The name of its directory, which is never used again for another.</param>
/// <param name="Config">As created and updated, with its metadata.</param>
/// <param name="Schema">The payload indexes that were asked for.</param>
internal sealed record CollectionEntry(
    string Directory, CollectionConfig Config, ImmutableSortedDictionary<string, PayloadSchemaInfo> Schema)
{
    public VectorParams Vector => Config.Params.VectorsConfig.Params;

    public static CollectionEntry New(int directory, CollectionConfig config) => new(
        directory.ToString(),
        config,
        ImmutableSortedDictionary.Create<string, PayloadSchemaInfo>(StringComparer.Ordinal));
}

/// <summary>Everything that is kept in one file and changes as one.</summary>
/// <param name="NextDirectory">The number of the next collection's directory.</param>
internal sealed record CatalogState(
    int NextDirectory,
    ImmutableSortedDictionary<string, CollectionEntry> Collections,
    ImmutableSortedDictionary<string, string> Aliases)
{
    public static readonly CatalogState Empty = new(
        1,
        ImmutableSortedDictionary.Create<string, CollectionEntry>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The name of the collection that a name or alias means; null when there is none.</summary>
    public string? Resolve(string name) => Aliases.GetValueOrDefault(name, name) is var target
        && Collections.ContainsKey(target) ? target : null;

    /// <summary>With a new collection, whose entry has the number <see cref="NextDirectory"/>.</summary>
    public CatalogState Add(string name, CollectionEntry entry) =>
        this with { NextDirectory = NextDirectory + 1, Collections = Collections.Add(name, entry) };

    /// <summary>Without a collection and the aliases that point to it.</summary>
    public CatalogState Remove(string name) => this with
    {
        Collections = Collections.Remove(name),
        Aliases = Aliases.RemoveRange(Aliases.Where(alias => alias.Value == name).Select(alias => alias.Key)),
    };
}
