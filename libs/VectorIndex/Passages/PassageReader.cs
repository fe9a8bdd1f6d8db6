using Kale.VectorIndex.Connection;
using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Passages;

/// <summary>Reads passages without searching.</summary>
public sealed class PassageReader
{
    private const int PerPage = 256;

    private readonly StoreConnection _store;

    internal PassageReader(StoreConnection store) => _store = store;

    /// <summary>
    /// So many passages, or all there are. The store goes through them by their ids, which are hashes: every beginning
    /// is a fair sample of the build, and the same one until the build changes.
    /// </summary>
    /// <exception cref="VectorIndexException">The store's own errors.</exception>
    public async Task<IReadOnlyList<StoredPassage>> SampleAsync(
        IndexBuild build, int count, CancellationToken cancellation = default)
    {
        var passages = new List<StoredPassage>();
        PointId? next = null;
        do
        {
            var limit = (uint)Math.Min(PerPage, count - passages.Count);
            var page = await _store.CallAsync(build.PhysicalName,
                client => client.ScrollAsync(
                    build.PhysicalName, limit: limit, offset: next,
                    payloadSelector: new[] { PassagePayload.Reserved }, vectorsSelector: false,
                    cancellationToken: cancellation),
                cancellation);
            passages.AddRange(page.Result.Select(point => PassagePayload.ReadPassage(point.Payload)));
            next = page.NextPageOffset;
        }
        while (next is not null && passages.Count < count);
        return passages;
    }
}
