using Kale.V1;
using Kale.VectorIndex;

namespace Kale.ContextIndexer;

/// <summary>Requests for builds as the index wants them.</summary>
internal static class BuildRequests
{
    /// <summary>The build that a collection begins with; its request id is the index's own.</summary>
    public static BuildRequest FirstBuild(this ContextIndexerOptions options, string collection, IndexSpace space) =>
        new(collection, "", space) { IndexedFields = options.IndexedFields };

    public static BuildRequest ToBuildRequest(
        this StartBuildRequest request, ContextIndexerOptions options, IndexSpace space) =>
        new(request.Collection, IdOf(request), space)
        {
            ShardNumber = request.ShardNumber,
            ReplicationFactor = request.ReplicationFactor,
            IndexedFields = options.IndexedFields,
        };

    private static string IdOf(StartBuildRequest request) =>
        request.RequestId.Length > 0 ? $"call/{request.RequestId}" : $"new/{Guid.NewGuid():N}";
}
