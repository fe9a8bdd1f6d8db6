using System.Globalization;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Schema;

/// <summary>
/// What a physical collection says of itself, kept in the collection's metadata. The store merges updates key by key,
/// so the keys are flat. Whether a build serves is not written here: the alias alone decides.
/// </summary>
internal sealed record BuildMetadata(
    string Collection, string BuildId, string RequestId, IndexSpace Space, DateTimeOffset Created)
{
    /// <summary>Grows when older versions could no longer read or write such a collection rightly.</summary>
    private const int SchemaVersion = 1;

    private const string SchemaKey = "kale_schema";
    private const string CollectionKey = "kale_route";
    private const string BuildKey = "kale_build_id";
    private const string RequestKey = "kale_request_id";
    private const string SpaceKey = "kale_space_id";
    private const string DimsKey = "kale_dims";
    private const string MetricKey = "kale_metric";
    private const string BundleKey = "kale_context_bundle_id";
    private const string CreatedKey = "kale_created";
    private const string PreviousKey = "kale_previous_build";
    private const string RetiredKey = "kale_retired";

    /// <summary>The build that served before this one was committed.</summary>
    public string? PreviousBuildId { get; init; }

    /// <summary>
    /// Set just before the alias moves away from the build, so it means nothing while the alias is there.
    /// </summary>
    public DateTimeOffset? Retired { get; init; }

    public Dictionary<string, Value> ToValues() => new()
    {
        [SchemaKey] = SchemaVersion,
        [CollectionKey] = Collection,
        [BuildKey] = BuildId,
        [RequestKey] = RequestId,
        [SpaceKey] = Space.SpaceId,
        [DimsKey] = Space.Dims,
        [MetricKey] = Space.Metric.ToString(),
        [BundleKey] = Space.ContextBundleId,
        [CreatedKey] = Text(Created),
    };

    public static Dictionary<string, Value> PreviousUpdate(string? buildId) => new() { [PreviousKey] = buildId ?? "" };

    public static Dictionary<string, Value> RetiredUpdate(DateTimeOffset when) => new() { [RetiredKey] = Text(when) };

    /// <exception cref="VectorIndexException">The collection is not of this suite, or of a newer version.</exception>
    public static BuildMetadata Read(string name, IDictionary<string, Value> values)
    {
        if (!values.TryGetValue(SchemaKey, out var schema)) throw Foreign(name, "it was not made by this suite");
        if (schema.IntegerValue != SchemaVersion)
            throw Foreign(name, $"its schema is {schema.IntegerValue}, known is {SchemaVersion}");
        if (!Enum.TryParse<IndexMetric>(Get(MetricKey), out var metric))
            throw Foreign(name, $"its metric is '{Get(MetricKey)}'");
        var dims = checked((int)(values.TryGetValue(DimsKey, out var size) ? size.IntegerValue : 0));
        var space = new IndexSpace(Get(SpaceKey), dims, metric, Get(BundleKey));
        return new BuildMetadata(Get(CollectionKey), Get(BuildKey), Get(RequestKey), space, Time(CreatedKey) ?? default)
        {
            PreviousBuildId = Get(PreviousKey) is { Length: > 0 } previous ? previous : null,
            Retired = Time(RetiredKey),
        };

        string Get(string key) => values.TryGetValue(key, out var value) ? value.StringValue : "";
        DateTimeOffset? Time(string key) =>
            DateTimeOffset.TryParse(Get(key), CultureInfo.InvariantCulture, out var time) ? time : null;
    }

    public static bool IsOurs(IDictionary<string, Value> values) => values.ContainsKey(SchemaKey);

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static VectorIndexException Foreign(string name, string why) =>
        new(VectorIndexError.ForeignCollection,
            $"The collection '{name}' cannot be used: {why}. Choose another name.")
        { Subject = name };
}
