using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Kale.ContextIndexer.Tests.Support;
using Kale.V1;
using static Kale.ContextIndexer.Tests.Support.IndexCall;

namespace Kale.ContextIndexer.Tests.Indexing;

[Collection(IndexerSuite.Name)]
public sealed class BadInputTests(IndexerFixture indexer)
{
    private readonly ContextIndexing.ContextIndexingClient _client = indexer.Host.Client;
    private readonly string _name = IndexerFixture.NewName();

    [Fact]
    public async Task Index_WrongDocumentsAmongGoodOnes_AreAnsweredAndTheOthersIndexed()
    {
        var notFinite = new Document { Id = "nan", Text = "x.", Payload = new Struct() };
        notFinite.Payload.Fields["list"] =
            Value.ForList(Value.ForStruct(new Struct { Fields = { ["x"] = Value.ForNumber(double.NaN) } }));
        Document?[] documents =
        [
            Document("good-1", "x."), Document("empty", ""), Document("blank", " \n\t", " "), Document("", "no id."),
            Document(new string('x', 4097), "long id."), Document("reserved", "x.", payload: """{"kale": {}}"""),
            notFinite, null,
            Document(new string('ü', 2048), "the longest id."), Document("title only", "", "t"),
        ];
        using var call = await OpenAsync(_client, _name);
        for (var i = 0; i < documents.Length; i++)
        {
            var document = new IndexDocument { Sequence = (ulong)(i + 1), Document = documents[i] };
            await call.SendAsync(new IndexRequest { Document = document });
        }
        var summary = await call.CompleteAsync();

        Assert.Equal((3ul, 7ul, 10ul),
            (summary.Counts.DocumentsIndexed, summary.Counts.DocumentsFailed, summary.Through));
        Assert.Equal([2ul, 3, 4, 5, 6, 7, 8], call.Errors.Select(error => error.Sequence));
        Assert.Equal(
            ["EMPTY_TEXT", "EMPTY_TEXT", .. Enumerable.Repeat("INVALID_DOCUMENT", 5)],
            call.Errors.Select(error => error.Error.Reason));
        Assert.All(call.Errors, error => Assert.Equal((int)StatusCode.InvalidArgument, error.Error.Code));
        Assert.Equal(3, (await indexer.AllAsync(_name)).Count);
    }

    [Fact]
    public async Task Index_BrokenProtocol_SaysWhichRule()
    {
        var open = new IndexRequest { Open = new IndexOpen { Collection = _name, CreateIfMissing = true } };
        var first = new IndexRequest { Document = new IndexDocument { Sequence = 1, Document = Document("d", "x.") } };
        IndexRequest[][] broken =
            [[first], [new IndexRequest()], [open, open], [open, new IndexRequest()], [open, first, first]];
        foreach (var requests in broken)
        {
            using var call = Raw(_client);
            foreach (var request in requests) await call.TrySendAsync(request);
            await call.FailsAsync(StatusCode.InvalidArgument, "PROTOCOL_VIOLATION");
        }
    }

    [Theory]
    [InlineData("", "INVALID_REQUEST")]
    [InlineData("a--b", "INVALID_NAME")]
    [InlineData("../up", "INVALID_NAME")]
    public async Task Index_ImpossibleCollection_NamesTheField(string collection, string reason)
    {
        using var call = Raw(_client);
        await call.SendAsync(
            new IndexRequest { Open = new IndexOpen { Collection = collection, CreateIfMissing = true } });
        var error = await call.FailsAsync(StatusCode.InvalidArgument, reason);
        Assert.Equal("collection", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
    }

    [Fact]
    public async Task Index_UnknownCollection_IsNotFoundUnlessItMayBeMade()
    {
        using var call = Raw(_client);
        await call.SendAsync(new IndexRequest { Open = new IndexOpen { Collection = _name } });
        var error = await call.FailsAsync(StatusCode.NotFound, "COLLECTION_NOT_FOUND");
        Assert.Contains(_name, error.Status.Detail, StringComparison.Ordinal);

        using var build = Raw(_client);
        await build.SendAsync(new IndexRequest { Open = new IndexOpen { Collection = _name, BuildId = "nobody" } });
        await build.FailsAsync(StatusCode.NotFound, "BUILD_NOT_FOUND");
    }

    [Fact]
    public async Task Index_CollectionOfAnotherSpace_IsRefusedNamingBoth()
    {
        await RunAsync(_client, _name, Document("d", "x."));
        var other = indexer.Bundles.Publish("other", seed: 2);
        await using var host = await indexer.ReadyAsync(("Encoder", "other"));

        using var call = Raw(host.Client);
        await call.SendAsync(new IndexRequest { Open = new IndexOpen { Collection = _name, CreateIfMissing = true } });
        var error = await call.FailsAsync(StatusCode.FailedPrecondition, "SPACE_MISMATCH");

        Assert.Contains(other.Manifest.SpaceId, error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(indexer.Encoder.Manifest.SpaceId, error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(_name, Assert.Single(error.Detail<PreconditionFailure>().Violations).Subject);
        Assert.Single(await indexer.AllAsync(_name));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("""{"a": 18446744073709551615}""")]
    [InlineData("""{"kale": 1}""")]
    [InlineData("""{"a": "\ud800"}""")]
    public async Task Index_PayloadJsonThatCannotBeStored_IsAnsweredAndTheOthersIndexed(string payload)
    {
        var wrong = Document("wrong", "x.");
        wrong.PayloadJson = payload;
        var (summary, errors) = await RunAsync(
            _client, new IndexOpen { Collection = _name, CreateIfMissing = true }, wrong, Document("good", "x."));
        Assert.Equal(1ul, summary.Counts.DocumentsIndexed);
        var error = Assert.Single(errors);
        Assert.Equal(("wrong", "INVALID_DOCUMENT"), (error.DocumentId, error.Error.Reason));
    }

    [Fact]
    public async Task Index_PayloadAndPayloadJson_IsRefused()
    {
        var both = Document("both", "x.", payload: """{"a": 1}""");
        both.PayloadJson = """{"b": 1}""";
        var (_, errors) =
            await RunAsync(_client, new IndexOpen { Collection = _name, CreateIfMissing = true }, both);
        Assert.Contains("payload_json", Assert.Single(errors).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_MessageLargerThanTheServerTakes_SaysTheLimit()
    {
        using var call = await OpenAsync(_client, _name);
        Assert.Equal(4_194_304ul, call.Opened.MaxMessageBytes);
        await call.TrySendAsync(new IndexRequest
        {
            Document = new IndexDocument { Sequence = 1, Document = Document("huge", new string('x', 5_000_000)) },
        });
        var error = await call.FailsAsync(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE");
        Assert.Contains("4194304", error.Status.Detail, StringComparison.Ordinal);
        await RunAsync(_client, _name, Document("d", "x."));
    }
}
