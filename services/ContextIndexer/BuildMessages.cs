using Google.Protobuf.WellKnownTypes;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.ContextIndexer;

/// <summary>What the index knows of builds and collections, as messages.</summary>
internal static class BuildMessages
{
    public static Build ToMessage(this IndexBuild build, long passages) => new()
    {
        BuildId = build.BuildId,
        Collection = build.Collection,
        PhysicalCollection = build.PhysicalName,
        State = StateOf(build.State),
        SpaceId = build.Space.SpaceId,
        Passages = (ulong)passages,
        Created = build.Created.ToTimestamp(),
    };

    /// <summary>The serving build speaks for the collection; before the first commit, the newest one.</summary>
    public static Collection ToMessage(this IndexCollection collection, IReadOnlyList<BuildCounts> counts)
    {
        var first = collection.Builds[0];
        var serving = collection.Serving is null ? new BuildCounts(0, 0, 0) : counts[0];
        return new Collection
        {
            Name = collection.Name,
            SpaceId = first.Space.SpaceId,
            Dims = (uint)first.Space.Dims,
            Metric = MetricOf(first.Space.Metric),
            Passages = (ulong)serving.Passages,
            Documents = (ulong)serving.Documents,
            ContextBundleId = first.Space.ContextBundleId,
            Builds = { collection.Builds.Zip(counts, (build, count) => build.ToMessage(count.Passages)) },
        };
    }

    private static BuildState StateOf(IndexBuildState state) => state switch
    {
        IndexBuildState.Serving => BuildState.Serving,
        IndexBuildState.Retired => BuildState.Retired,
        _ => BuildState.Building,
    };

    private static Metric MetricOf(IndexMetric metric) => metric switch
    {
        IndexMetric.Cosine => Metric.Cosine,
        IndexMetric.Dot => Metric.Dot,
        _ => Metric.Euclid,
    };
}
