using Kale.Bundles;
using Kale.ContextIndexer.Tests.Support;
using Kale.V1;
using Kale.VectorIndex;
using static Kale.ContextIndexer.Tests.Support.IndexCall;
using Encoder = Kale.Encoding.Encoder;

namespace Kale.ContextIndexer.Tests.Indexing;

[Collection(IndexerSuite.Name)]
public sealed class IndexTests(IndexerFixture indexer)
{
    private readonly ContextIndexing.ContextIndexingClient _client = indexer.Host.Client;
    private readonly string _name = IndexerFixture.NewName();

    [Fact]
    public async Task Index_NewCollection_PassagesAreFoundByTheirText()
    {
        var documents = Enumerable.Range(0, 40)
            .Select(i => Document($"d{i}", $"text number {i}.", $"title {i}", $$"""{"year": {{2000 + i}}}""")).ToList();
        var (summary, errors) = await RunAsync(_client,
            new IndexOpen { Collection = _name, CreateIfMissing = true, SessionId = "s" }, documents);

        Assert.Empty(errors);
        Assert.Equal(40ul, summary.Through);
        Assert.Equal(new IndexCounts { DocumentsIndexed = 40, PassagesWritten = 40 }, summary.Counts);
        Assert.Equal((indexer.Encoder.Id, indexer.Encoder.Manifest.SpaceId),
            (summary.ServedBy.BundleId, summary.ServedBy.SpaceId));

        await using var encoder = Encoder.Load(indexer.Encoder, new());
        var build = await indexer.Store.Catalog.GetServingAsync(_name);
        foreach (var i in new[] { 0, 17, 39 })
        {
            var encoded = await encoder.EncodeAsync([$"title {i} text number {i}."], EncoderRole.Context);
            var hit = (await indexer.Store.Searcher.SearchAsync(build,
                new PassageQuery(encoded.Texts[0].Vector!) { Limit = 1 }))[0];
            Assert.Equal(($"d{i}", $"text number {i}.", $"title {i}"), (hit.DocumentId, hit.Text, hit.Title));
            Assert.Equal(1, hit.Score, 1e-4f);
            Assert.Equal(2000 + i, hit.Payload.ToStruct().Fields["year"].NumberValue);
        }
    }

    [Fact]
    public async Task Index_SameDocumentsAgain_EncodesNone()
    {
        var documents = Enumerable.Range(0, 20)
            .Select(i => Document($"d{i}", $"text {i}.", payload: """{"b": 1, "a": "x"}""")).ToList();
        await RunAsync(_client, _name, documents);

        documents[3].Text = "another text.";
        documents[5].Title = "another title";
        documents[7] = Document("d7", "text 7.", payload: """{"a": "x", "b": 2}""");
        documents[9] = Document("d9", "text 9.", payload: """{"a": "x", "b": 1}""");
        var summary = await RunAsync(_client, _name, documents);

        Assert.Equal(new IndexCounts { DocumentsIndexed = 3, DocumentsUnchanged = 17, PassagesWritten = 3 },
            summary.Counts);
        Assert.Contains(await indexer.AllAsync(_name), hit => hit.Text == "another text.");
    }

    [Fact]
    public async Task Index_LongDocumentThatShrinks_LeavesNoOrphans()
    {
        var sentences = Enumerable.Range(0, 40).Select(i => $"Sentence number {i}.").ToList();
        var before =
            await RunAsync(_client, _name, Document("long", string.Join(' ', sentences)), Document("other", "x."));
        Assert.True(before.Counts.PassagesWritten > 10);

        var after = await RunAsync(_client, _name, Document("long", string.Join(' ', sentences.Take(3))));

        var left = (await indexer.AllAsync(_name)).Where(hit => hit.DocumentId == "long").ToList();
        Assert.Equal(after.Counts.PassagesWritten, (ulong)left.Count);
        Assert.Equal(before.Counts.PassagesWritten - 1 - after.Counts.PassagesWritten, after.Counts.PassagesRemoved);
        Assert.Equal(Enumerable.Range(0, left.Count), left.Select(hit => hit.Ordinal).Order());
    }

    [Theory]
    [InlineData("256")]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Index_VersionsOfOneDocument_TheLastOneStays(string window)
    {
        await using var host = await indexer.ReadyAsync(("Pipeline:WindowDocuments", window));
        foreach (var versions in new[] { "abcab", "ab", "ba", "aba", "bbbabab" })
        {
            var documents = versions.SelectMany((version, i) =>
                new[] { Document("same", $"version {version}."), Document($"d{i}", "x.") });
            var summary = await RunAsync(host.Client, _name, documents);
            var counts = summary.Counts;
            Assert.Equal(
                2ul * (ulong)versions.Length,
                counts.DocumentsIndexed + counts.DocumentsUnchanged + counts.DocumentsSuperseded);
            Assert.Equal($"version {versions[^1]}.",
                (await indexer.AllAsync(_name)).Single(hit => hit.DocumentId == "same").Text);
        }
    }

    [Fact]
    public async Task Index_TwoWriters_AllDocumentsOfBothAreThere()
    {
        await using var other = await indexer.ReadyAsync();
        var runs = new[] { _client, other.Client, _client }.Select((client, writer) =>
            RunAsync(client, _name,
                Enumerable.Range(0, 150).Select(i => Document($"w{writer}-{i % 120}", $"text {i} of {writer}."))));
        var summaries = await Task.WhenAll(runs);

        Assert.All(summaries, summary => Assert.Equal(0ul, summary.Counts.DocumentsFailed));
        var collection = await _client.GetCollectionAsync(new GetCollectionRequest { Collection = _name });
        Assert.Equal((360ul, 360ul), (collection.Documents, collection.Passages));
    }

    [Fact]
    public async Task Index_HugeText_IsSplitAndWhole()
    {
        var text = string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"w{i}"));
        var summary = await RunAsync(_client, _name, Document("huge", text), Document("small", "x."));

        Assert.Equal(2ul, summary.Counts.DocumentsIndexed);
        var words = (await indexer.AllAsync(_name)).SelectMany(hit => hit.Text.Split(' ')).ToHashSet();
        Assert.Empty(Enumerable.Range(0, 10_000).Select(i => $"w{i}").Except(words));
    }

    [Fact]
    public async Task Index_CallerPauses_IsAcknowledgedMeanwhile()
    {
        using var call = await OpenAsync(_client, _name);
        for (var i = 1ul; i <= 5; i++)
        {
            await call.SendAsync(i, Document($"d{i}", "x."));
            await call.WaitForAsync(i);
            Assert.Equal((int)i, (await indexer.AllAsync(_name)).Count);
        }
        Assert.Equal(5ul, (await call.CompleteAsync()).Counts.DocumentsIndexed);
    }

    [Fact]
    public async Task Index_Truncating_KeepsOnePassagePerDocument()
    {
        await using var host = await indexer.ReadyAsync(("Passages:LongDocuments", "Truncate"));
        var text = string.Join(' ', Enumerable.Repeat("word", 500));
        Assert.Equal(1ul, (await RunAsync(host.Client, _name, Document("long", text))).Counts.PassagesWritten);
        Assert.Equal(text, Assert.Single(await indexer.AllAsync(_name)).Text);
    }

    [Fact]
    public async Task Index_NoDocuments_MakesTheCollection()
    {
        Assert.Equal(0ul, (await RunAsync(_client, _name)).Through);
        Assert.Equal(0ul, (await _client.GetCollectionAsync(new GetCollectionRequest { Collection = _name })).Passages);
    }
}
