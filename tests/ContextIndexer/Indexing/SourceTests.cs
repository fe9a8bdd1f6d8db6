using Grpc.Core;
using Kale.ContextIndexer.Tests.Support;
using Kale.V1;
using static Kale.ContextIndexer.Tests.Support.IndexCall;

namespace Kale.ContextIndexer.Tests.Indexing;

/// <summary>Whose documents are whose, and what numbers they hold.</summary>
[Collection(IndexerSuite.Name)]
public sealed class SourceTests(IndexerFixture indexer)
{
    private readonly ContextIndexing.ContextIndexingClient _client = indexer.Host.Client;
    private readonly string _name = IndexerFixture.NewName();

    [Fact]
    public async Task Index_DocumentsOfAnotherSource_AreCountedApartAndChangeHands()
    {
        await RunAsync("one", Document("a", "x."), Document("b", "x."), Document("c", "x."));

        var counts = await RunAsync("two", Document("b", "y."), Document("c", "x."), Document("d", "x."));

        Assert.Equal(
            new IndexCounts
            {
                DocumentsIndexed = 2,
                DocumentsUnchanged = 1,
                DocumentsReplaced = 1,
                PassagesWritten = 2,
            },
            counts);
        Assert.Equal(["a"], await ListAsync("one"));
        Assert.Equal(["b", "c", "d"], await ListAsync("two"));
        Assert.Equal(["a", "b", "c", "d"], await ListAsync(""));
    }

    [Fact]
    public async Task Index_OfTheSameSourceAgain_ReplacesNothingOfAnother()
    {
        await RunAsync("one", Document("a", "x."), Document("b", "x."));
        Assert.Equal(0ul, (await RunAsync("one", Document("a", "y."))).DocumentsReplaced);
        Assert.Equal(["a", "b"], await ListAsync("one"));
    }

    [Fact]
    public async Task Index_WithoutASource_LeavesUnchangedDocumentsTheirs()
    {
        await RunAsync("one", Document("a", "x."), Document("b", "x."));
        Assert.Equal(1ul, (await RunAsync("", Document("a", "x."), Document("b", "y."))).DocumentsReplaced);
        Assert.Equal(["a"], await ListAsync("one"));
    }

    [Fact]
    public async Task ListDocuments_PageByPage_GivesEachOnceAndTheirNumber()
    {
        var ids = Enumerable.Range(0, 23).Select(i => $"d{i}").ToList();
        await RunAsync("one", [.. ids.Select(id => Document(id, "x."))]);
        var found = new List<string>();
        var request = new ListDocumentsRequest { Collection = _name, PageSize = 5 };
        do
        {
            var page = await _client.ListDocumentsAsync(request);
            Assert.Equal(23ul, page.Total);
            found.AddRange(page.DocumentIds);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(ids.Order(), found.Order());
    }

    [Fact]
    public async Task ListDocuments_OfNothingThatIs_SaysSo()
    {
        await _client.ListDocumentsAsync(new ListDocumentsRequest { Collection = _name })
            .FailsAsync(StatusCode.NotFound, "COLLECTION_NOT_FOUND");
        await _client.ListDocumentsAsync(new ListDocumentsRequest { Collection = _name, PageToken = "x" })
            .FailsAsync(StatusCode.InvalidArgument, "INVALID_REQUEST");
        await _client.ListDocumentsAsync(new ListDocumentsRequest { Collection = _name, PageSize = 10_001 })
            .FailsAsync(StatusCode.InvalidArgument, "INVALID_REQUEST");
    }

    [Fact]
    public async Task Index_PayloadJson_KeepsWholeNumbersToTheLastDigit()
    {
        var document = Document("a", "x.");
        document.PayloadJson = """{"post": 9007199254740993, "year": 2024}""";
        var one = Document("b", "x.");
        one.PayloadJson = """{"year": 2024}""";

        await RunAsync("", document, one);

        Assert.Equal(
            ["""{"post":9007199254740993,"year":2024}""", """{"year":2024}"""],
            (await indexer.AllAsync(_name)).OrderBy(hit => hit.DocumentId).Select(hit => hit.Payload.ToJson()));
        // The same fields as a message are the same document.
        Assert.Equal(1ul, (await RunAsync("", Document("b", "x.", payload: """{"year": 2024}"""))).DocumentsUnchanged);
        Assert.Equal(1ul, (await RunAsync("", document)).DocumentsUnchanged);
    }

    private async Task<IndexCounts> RunAsync(string source, params Document[] documents) =>
        (await IndexCall.RunAsync(
            _client, new IndexOpen { Collection = _name, CreateIfMissing = true, Source = source }, documents))
        .Summary.Counts;

    private async Task<IEnumerable<string>> ListAsync(string source) =>
        (await _client.ListDocumentsAsync(new ListDocumentsRequest { Collection = _name, Source = source }))
        .DocumentIds.Order();
}
