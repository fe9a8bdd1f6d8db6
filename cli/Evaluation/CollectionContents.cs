using Kale.V1;

namespace Kale.Cli.Evaluation;

/// <summary>What a collection holds, as far as Search tells.</summary>
internal static class CollectionContents
{
    private const int IdsPerSearch = 500;

    /// <summary>Those of the documents that the collection does not hold.</summary>
    /// <param name="client">Searches among them alone: then it finds each that is there.</param>
    /// <param name="collection">Its name.</param>
    /// <param name="documents">Ids.</param>
    /// <param name="query">Any text.</param>
    /// <param name="cancel">The user left.</param>
    public static async Task<IReadOnlyList<string>> MissingAsync(
        Search.SearchClient client, string collection, IEnumerable<string> documents, string query,
        CancellationToken cancel)
    {
        var missing = new List<string>();
        foreach (var ids in documents.Chunk(IdsPerSearch))
        {
            var these = new Condition { HasDocumentId = new HasDocumentId { Ids = { ids } } };
            var request = new SearchRequest
            {
                Query = query,
                Collection = collection,
                TopK = (uint)ids.Length,
                GroupByDocument = true,
                Filter = new Filter { Must = { these } },
            };
            var found = await client.SearchAsync(request, cancellationToken: cancel);
            missing.AddRange(ids.Except(found.Hits.Select(hit => hit.DocumentId)));
        }
        return missing;
    }
}
