using Google.Rpc;
using Grpc.Core;
using Kale.ContextIndexer.Tests.Support;
using Kale.V1;
using static Kale.ContextIndexer.Tests.Support.IndexCall;

namespace Kale.ContextIndexer.Tests.Builds;

[Collection(IndexerSuite.Name)]
public sealed class CollectionTests(IndexerFixture indexer)
{
    private readonly ContextIndexing.ContextIndexingClient _client = indexer.Host.Client;
    private readonly string _name = IndexerFixture.NewName();

    private static Document Long =>
        Document("long", string.Join(' ', Enumerable.Range(0, 20).Select(i => $"Sentence {i}.")));

    [Fact]
    public async Task GetCollection_Indexed_TellsWhatItHolds()
    {
        await RunAsync(_client, _name, Long, Document("b", "x."));

        var collection = await _client.GetCollectionAsync(new GetCollectionRequest { Collection = _name });

        var manifest = indexer.Encoder.Manifest;
        Assert.Equal((_name, manifest.SpaceId, (uint)manifest.Dims, Metric.Cosine),
            (collection.Name, collection.SpaceId, collection.Dims, collection.Metric));
        Assert.Equal((2ul, indexer.Encoder.Id), (collection.Documents, collection.ContextBundleId));
        Assert.True(collection.Passages > 5);
        var build = Assert.Single(collection.Builds);
        Assert.Equal((BuildState.Serving, collection.Passages), (build.State, build.Passages));
        var listed = await _client.ListCollectionsAsync(new ListCollectionsRequest());
        Assert.Contains(collection, listed.Collections);
    }

    [Fact]
    public async Task GetCollection_Unknown_IsNotFound()
    {
        await _client.GetCollectionAsync(new GetCollectionRequest { Collection = "nobody" })
            .FailsAsync(StatusCode.NotFound, "COLLECTION_NOT_FOUND");
        await _client.GetCollectionAsync(new GetCollectionRequest())
            .FailsAsync(StatusCode.InvalidArgument, "INVALID_NAME");
    }

    [Fact]
    public async Task DeleteDocuments_SomeKnown_RemovesAndCountsThem()
    {
        await RunAsync(_client, _name, Long, Document("b", "x."));
        var passages = (await indexer.AllAsync(_name)).Count;

        var deleted = await _client.DeleteDocumentsAsync(
            new DeleteDocumentsRequest { Collection = _name, DocumentIds = { "long", "nobody" } });

        Assert.Equal((1ul, (ulong)passages - 1), (deleted.DocumentsDeleted, deleted.PassagesDeleted));
        Assert.Equal("b", Assert.Single(await indexer.AllAsync(_name)).DocumentId);
        var again = await RunAsync(_client, _name, Document("long", "Back again."));
        Assert.Equal(1ul, again.Counts.DocumentsIndexed);
    }

    [Fact]
    public async Task DeleteDocuments_NoneOrTooManyOrEmptyIds_NamesTheField()
    {
        DeleteDocumentsRequest[] wrong =
        [
            new() { Collection = _name },
            new() { Collection = _name, DocumentIds = { "" } },
            new() { Collection = _name, DocumentIds = { Enumerable.Range(0, 10_001).Select(i => $"{i}") } },
        ];
        foreach (var request in wrong)
        {
            var error =
                await _client.DeleteDocumentsAsync(request).FailsAsync(StatusCode.InvalidArgument, "INVALID_REQUEST");
            Assert.Equal("document_ids", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
        }
    }
}
