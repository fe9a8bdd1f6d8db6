using Kale.Corpora.Documents;
using Kale.V1;

namespace Kale.Cli.Indexing;

/// <summary>Documents that earlier runs of a source sent and that are no longer in it.</summary>
internal sealed class Leftovers(ContextIndexing.ContextIndexingClient client, string collection, string source)
{
    private const uint IdsPerPage = 10_000;
    private const int IdsPerDeletion = 500;

    /// <param name="present">Ids that this run sent.</param>
    /// <param name="stored">How many of them the collection has now.</param>
    /// <param name="cancel">The user left.</param>
    public async Task<IReadOnlyList<string>> FindAsync(IdRegister present, long stored, CancellationToken cancel)
    {
        var gone = new List<string>();
        var request = new ListDocumentsRequest { Collection = collection, Source = source, PageSize = 1 };
        var first = await client.ListDocumentsAsync(request, cancellationToken: cancel);
        if (first.Total <= (ulong)stored && stored == present.Count) { return gone; }
        request.PageSize = IdsPerPage;
        do
        {
            var page = await client.ListDocumentsAsync(request, cancellationToken: cancel);
            gone.AddRange(page.DocumentIds.Where(id => !present.Contains(id)));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return gone;
    }

    public async Task<long> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var removed = 0L;
        foreach (var chunk in ids.Chunk(IdsPerDeletion))
        {
            var request = new DeleteDocumentsRequest { Collection = collection, DocumentIds = { chunk } };
            removed += (long)(await client.DeleteDocumentsAsync(request, cancellationToken: cancel)).DocumentsDeleted;
        }
        return removed;
    }
}
