using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Kale.Storage.Logs;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Catalog;

/// <summary>
/// The file <c>catalog</c>: one record of JSON, replaced as a whole, so that a change of collections or aliases, of
/// however many names, has happened or has not.
/// </summary>
internal static class CatalogFile
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <exception cref="LocalQdrantException">The disk is full; the old catalog is in place.</exception>
    public static void Save(string path, CatalogState state)
    {
        try
        {
            RecordFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(ToJson(state)));
        }
        catch (LogException e)
        {
            throw LocalQdrantException.Of(e);
        }
    }

    /// <exception cref="LocalQdrantException">The file is damaged or of a newer version.</exception>
    public static CatalogState Load(string path)
    {
        try
        {
            return FromJson(JsonSerializer.Deserialize<CatalogJson>(RecordFile.Read(path))!);
        }
        catch (LogException e)
        {
            throw LocalQdrantException.Of(e);
        }
    }

    private static CatalogJson ToJson(CatalogState state) => new(
        state.NextDirectory,
        state.Collections.ToDictionary(pair => pair.Key, pair => ToJson(pair.Value)),
        state.Aliases.ToDictionary());

    private static CollectionJson ToJson(CollectionEntry entry) => new(
        entry.Directory, ToNode(entry.Config), entry.Schema.ToDictionary(pair => pair.Key, pair => ToNode(pair.Value)));

    private static CatalogState FromJson(CatalogJson json) => new(
        json.NextDirectory,
        json.Collections.ToImmutableSortedDictionary(
            pair => pair.Key, pair => FromJson(pair.Value), StringComparer.Ordinal),
        json.Aliases.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static CollectionEntry FromJson(CollectionJson json) => new(
        json.Directory,
        FromNode<CollectionConfig>(json.Config),
        json.Schema.ToImmutableSortedDictionary(
            pair => pair.Key, pair => FromNode<PayloadSchemaInfo>(pair.Value), StringComparer.Ordinal));

    private static JsonNode ToNode(IMessage message) => JsonNode.Parse(JsonFormatter.Default.Format(message))!;

    private static T FromNode<T>(JsonNode node)
        where T : IMessage, new() => Parser.Parse<T>(node.ToJsonString());

    private sealed record CatalogJson(
        int NextDirectory, Dictionary<string, CollectionJson> Collections, Dictionary<string, string> Aliases);

    private sealed record CollectionJson(string Directory, JsonNode Config, Dictionary<string, JsonNode> Schema);
}
