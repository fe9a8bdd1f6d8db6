using Kale.VectorIndex.Tests.Support;
using static Kale.VectorIndex.Tests.Support.Samples;

namespace Kale.VectorIndex.Tests.Passages;

[Collection(QdrantSuite.Name)]
public sealed class PassageReaderTests(QdrantFixture qdrant)
{
    private readonly VectorStore _store = qdrant.Store;

    [Fact]
    public async Task Sample_OfALargeBuild_IsBoundedAndTheSameEachTime()
    {
        var build = await _store.NewCollectionAsync();
        await _store.Passages.WriteAsync(build, [.. Enumerable.Range(0, 300).Select(i => Document($"d{i}", 2))]);

        var sample = await _store.Reader.SampleAsync(build, 400);

        Assert.Equal(400, sample.Select(passage => (passage.DocumentId, passage.Ordinal)).Distinct().Count());
        Assert.Equal(sample, await _store.Reader.SampleAsync(build, 400));
        Assert.Equal(sample.Take(50), await _store.Reader.SampleAsync(build, 50));
        // From all over the corpus: ids are hashes.
        Assert.InRange(sample.Count(passage => passage.Ordinal == 0), 150, 250);
        Assert.All(sample, passage => Assert.NotEqual("", passage.Text));
    }

    [Fact]
    public async Task Sample_OfMoreThanThereIs_GivesAll()
    {
        var build = await _store.NewCollectionAsync();
        Assert.Empty(await _store.Reader.SampleAsync(build, 10));
        await _store.Passages.WriteAsync(build, [Document("a", 3), Document("b")]);
        Assert.Equal(4, (await _store.Reader.SampleAsync(build, 10)).Count);
    }
}
