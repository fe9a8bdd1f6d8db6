using Kale.VectorIndex.Tests.Support;
using static Kale.VectorIndex.Tests.Support.Samples;

namespace Kale.VectorIndex.Tests.Collections;

[Collection(QdrantSuite.Name)]
public sealed class CollectionCatalogTests(QdrantFixture qdrant)
{
    private readonly VectorStore _store = qdrant.Store;

    [Fact]
    public async Task GetServing_UnknownName_IsNotFound()
    {
        var error =
            await FailsAsync(VectorIndexError.CollectionNotFound, () => _store.Catalog.GetServingAsync("test-nobody"));
        Assert.Equal("test-nobody", error.Subject);
        await FailsAsync(VectorIndexError.CollectionNotFound, () => _store.Catalog.GetAsync("test-nobody"));
        Assert.Null(await _store.Catalog.FindServingAsync("test-nobody"));
    }

    [Fact]
    public async Task Get_NamesThatBeginAlike_AreKeptApart()
    {
        var name = NewName();
        await _store.Builds.EnsureServingAsync(Request(name));
        await _store.Builds.EnsureServingAsync(Request(name + "-more"));
        Assert.Single((await _store.Catalog.GetAsync(name)).Builds);
    }

    [Fact]
    public async Task List_CollectionsWithAndWithoutACommit_ShowsBoth()
    {
        var serving = await _store.NewCollectionAsync();
        var building = await _store.Builds.StartAsync(Request(NewName()));

        var collections = (await _store.Catalog.ListAsync()).ToDictionary(collection => collection.Name);

        Assert.Equal(serving.BuildId, collections[serving.Collection].Serving!.BuildId);
        Assert.Null(collections[building.Collection].Serving);
        Assert.Equal(building.BuildId, Assert.Single(collections[building.Collection].Builds).BuildId);
    }

    [Theory]
    [InlineData(IndexMetric.Cosine)]
    [InlineData(IndexMetric.Dot)]
    [InlineData(IndexMetric.Euclid)]
    public async Task GetBuild_AnyMetric_ReturnsWhatWasStarted(IndexMetric metric)
    {
        var space = new IndexSpace("space-x", 8, metric, "bundle-x");
        var request = Request(NewName(), space) with
        {
            IndexedFields = new Dictionary<string, PayloadFieldType> { ["year"] = PayloadFieldType.WholeNumber },
        };
        var build = await _store.Builds.StartAsync(request);
        var found = await _store.Catalog.GetBuildAsync(build.BuildId);
        Assert.Equal(space, found.Space);
        Assert.Equivalent(build, found);
    }

    [Fact]
    public async Task Count_DocumentsOfSeveralPassages_CountsBoth()
    {
        var build = await _store.NewCollectionAsync();
        Assert.Equal(new BuildCounts(0, 0, 0), await _store.Catalog.CountAsync(build));
        await _store.Passages.WriteAsync(build, [Document("a", 3), Document("b"), Document("c", 2)]);
        Assert.Equal(new BuildCounts(6, 3, 0), await _store.Catalog.CountAsync(build));
    }

    [Fact]
    public async Task CheckHealth_RunningStore_NamesIt()
    {
        Assert.NotEqual(" ", await _store.CheckHealthAsync());
    }
}
