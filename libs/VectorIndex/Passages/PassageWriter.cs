using Kale.VectorIndex.Connection;
using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Passages;

/// <summary>
/// Writes whole documents. What a call answered for is durable. A call that did not answer may have written part of a
/// document; its head then says so, and writing it again, in this or another version, leaves nothing of the part.
/// Versions of one document written by two processes at once are not ordered by anything.
/// </summary>
public sealed class PassageWriter
{
    private const int IdsPerCall = 1_000;

    private readonly StoreConnection _store;

    /// <summary>Two versions of a document must not be interleaved.</summary>
    private readonly Gates _gates = new();

    internal PassageWriter(StoreConnection store) => _store = store;

    /// <summary>What the build holds of these documents; those it does not hold are left out.</summary>
    public async Task<IReadOnlyDictionary<string, StoredDocument>> FindAsync(
        IndexBuild build, IEnumerable<string> documentIds, CancellationToken cancellation = default)
    {
        var found = new Dictionary<string, StoredDocument>();
        foreach (var ids in documentIds.Distinct().Chunk(IdsPerCall))
        {
            var documents = ids.ToDictionary(id => PassageId.Of(id, 0).ToString());
            PointId[] heads = [.. documents.Keys.Select(id => new PointId { Uuid = id })];
            var points = await _store.CallAsync(build.PhysicalName,
                client => client.RetrieveAsync(
                    build.PhysicalName, heads, PassagePayload.HeadFields, false, cancellationToken: cancellation),
                cancellation);
            foreach (var point in points) found[documents[point.Id.Uuid]] = PassagePayload.ReadHead(point.Payload);
        }
        return found;
    }

    /// <summary>Stores documents in place of their earlier versions.</summary>
    /// <param name="build">Where to.</param>
    /// <param name="documents">Each id at most once.</param>
    /// <param name="cancellation">May leave part of the documents written.</param>
    /// <exception cref="VectorIndexException">InvalidVector before anything is written; the store's own
    /// errors.</exception>
    public Task<WriteCounts> WriteAsync(
        IndexBuild build, IReadOnlyList<DocumentPassages> documents, CancellationToken cancellation = default)
    {
        foreach (var document in documents) VectorChecks.Require(build.Space, document);
        return _gates.RunAsync(build.PhysicalName, () => WriteCoreAsync(build, documents, cancellation), cancellation);
    }

    /// <summary>Notes a source of documents that are stored as they should be.</summary>
    public Task ClaimAsync(
        IndexBuild build, IReadOnlyCollection<string> documentIds, string source,
        CancellationToken cancellation = default) =>
        _gates.RunAsync(build.PhysicalName, async () =>
        {
            foreach (var heads in documentIds.Select(id => PassageId.Of(id, 0)).Chunk(IdsPerCall))
            {
                await _store.CallAsync(build.PhysicalName,
                    client => client.SetPayloadAsync(
                        build.PhysicalName, PassagePayload.SourceUpdate(source), heads, wait: true,
                        key: PassagePayload.Reserved, cancellationToken: cancellation),
                    cancellation);
            }
            return true;
        }, cancellation);

    /// <summary>Removes all passages of documents. Those that are not there are not counted.</summary>
    public Task<DeleteCounts> DeleteAsync(
        IndexBuild build, IReadOnlyCollection<string> documentIds, CancellationToken cancellation = default) =>
        _gates.RunAsync(build.PhysicalName, () => DeleteCoreAsync(build, documentIds, cancellation), cancellation);

    /// <summary>
    /// Heads that tell of the change first, then the other passages, last the heads that tell it is done.
    /// </summary>
    private async Task<WriteCounts> WriteCoreAsync(
        IndexBuild build, IReadOnlyList<DocumentPassages> documents, CancellationToken cancellation)
    {
        var stored = await FindAsync(build, documents.Select(document => document.DocumentId), cancellation);
        var points = documents
            .Select(document => new DocumentPoints(document, stored.GetValueOrDefault(document.DocumentId))).ToList();
        var orphans = points.SelectMany(document => document.Orphans()).ToList();

        var pending = points.Where(document => document.NeedsPendingHead).Select(document => document.PendingHead());
        await UpsertAsync(build, pending, cancellation);
        await UpsertAsync(build, points.SelectMany(document => document.Tail()), cancellation);
        await RemoveAsync(build, orphans, cancellation);
        await UpsertAsync(build, points.Select(document => document.Head()), cancellation);
        return new WriteCounts(points.Sum(document => (long)document.Passages), orphans.Count);
    }

    private async Task<DeleteCounts> DeleteCoreAsync(
        IndexBuild build, IReadOnlyCollection<string> documentIds, CancellationToken cancellation)
    {
        var stored = await FindAsync(build, documentIds, cancellation);
        var tails = stored.SelectMany(document =>
            Enumerable.Range(1, Math.Max(0, document.Value.Passages - 1))
                .Select(ordinal => PassageId.Of(document.Key, ordinal)));
        await RemoveAsync(build, tails, cancellation);
        // Last, since the heads alone tell what else there is.
        await RemoveAsync(build, stored.Keys.Select(id => PassageId.Of(id, 0)), cancellation);
        return new DeleteCounts(stored.Count, stored.Values.Sum(document => (long)document.Passages));
    }

    private async Task UpsertAsync(IndexBuild build, IEnumerable<PointStruct> points, CancellationToken cancellation)
    {
        var (maxBytes, maxPoints) = (_store.Options.MaxBatchBytes, _store.Options.MaxBatchPassages);
        foreach (var batch in PointBatches.Of(points, maxBytes, maxPoints))
        {
            await _store.CallAsync(build.PhysicalName,
                client => client.UpsertAsync(build.PhysicalName, batch, wait: true, cancellationToken: cancellation),
                cancellation);
        }
    }

    private async Task RemoveAsync(IndexBuild build, IEnumerable<Guid> ids, CancellationToken cancellation)
    {
        foreach (var chunk in ids.Chunk(IdsPerCall))
        {
            await _store.CallAsync(build.PhysicalName,
                client => client.DeleteAsync(build.PhysicalName, chunk, wait: true, cancellationToken: cancellation),
                cancellation);
        }
    }
}
