using Kale.VectorIndex.Tests.Support;
using static Kale.VectorIndex.Tests.Support.Samples;

namespace Kale.VectorIndex.Tests.Passages;

[Collection(QdrantSuite.Name)]
public sealed class DocumentListingTests(QdrantFixture qdrant)
{
    private readonly VectorStore _store = qdrant.Store;

    [Fact]
    public async Task Page_OfManyDocuments_GivesEachOnce()
    {
        var build = await _store.NewCollectionAsync();
        var ids = Enumerable.Range(0, 25).Select(i => $"d{i}").ToList();
        await _store.Passages.WriteAsync(build, [.. ids.Select(id => Document(id, passages: 2))]);

        var found = new List<string>();
        for (Guid? from = null; ;)
        {
            var page = await _store.Documents.PageAsync(build, "", from, 10);
            found.AddRange(page.Ids);
            if (page.Next is null) break;
            from = page.Next;
        }

        Assert.Equal(ids.Order(), found.Order());
        Assert.Equal(25, await _store.Documents.CountAsync(build, ""));
    }

    [Fact]
    public async Task Page_OfASource_GivesWhatItSentLast()
    {
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(
            build, [Document("a", 3) with { Source = "one" }, Document("b") with { Source = "one" }, Document("c")]);
        await _store.Passages.WriteAsync(build, [Document("b") with { Source = "two" }]);
        await _store.Passages.ClaimAsync(build, ["c"], "two");

        Assert.Equal(["a"], (await _store.Documents.PageAsync(build, "one", null, 10)).Ids);
        Assert.Equal(["b", "c"], (await _store.Documents.PageAsync(build, "two", null, 10)).Ids.Order());
        Assert.Equal(2, await _store.Documents.CountAsync(build, "two"));
        var stored = await _store.Passages.FindAsync(build, ["a", "b", "c"]);
        Assert.Equal(["one", "two", "two"], stored.OrderBy(pair => pair.Key).Select(pair => pair.Value.Source));
        Assert.Equal("hash-c-1", stored["c"].ContentHash);
    }
}
