namespace Kale.Bundles.Tests.Store;

public sealed class BundleStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly BundleStore _store;

    public BundleStoreTests() => _store = new BundleStore(_directory["store"]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Find_NameIdAndPrefix_OpenTheSameBundle()
    {
        var bundle = WrittenBundles.Write(_store.Directory);
        WrittenBundles.Write(_store.Directory, TinyEncoders.Dual(seed: 2));
        _store.SetName("minilm", bundle.Id);

        string[] ways = ["minilm", bundle.Id, bundle.Id[..20], bundle.Id["bundle-".Length..][..13]];

        Assert.All(ways, way => Assert.Equal(bundle.Id, _store.Find(way).Id));
    }

    [Fact]
    public void Find_PrefixOfSeveral_IsAmbiguous()
    {
        var ids = Enumerable.Range(1, 3)
            .Select(seed => WrittenBundles.Write(_store.Directory, TinyEncoders.Dual(seed)).Id)
            .ToList();

        var error = Refused(BundleError.Ambiguous, () => _store.Find("bundle-"));

        Assert.All(ids, id => Assert.Contains(id, error.Message));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("")]
    [InlineData("../store")]
    public void Find_Unknown_OffersTheNames(string asked)
    {
        _store.SetName("minilm", WrittenBundles.Write(_store.Directory).Id);

        Assert.Contains("minilm", Refused(BundleError.NotFound, () => _store.Find(asked)).Message);
    }

    [Fact]
    public void Find_NameOfABundleThatIsGone_SaysSo()
    {
        var bundle = WrittenBundles.Write(_store.Directory);
        _store.SetName("minilm", bundle.Id);
        Directory.Delete(bundle.Directory, recursive: true);

        Assert.Contains(bundle.Id, Refused(BundleError.NotFound, () => _store.Find("minilm")).Message);
    }

    [Fact]
    public void Find_DamagedBundle_IsRefused()
    {
        var bundle = WrittenBundles.Write(_store.Directory);
        File.AppendAllText(bundle.PathOf("vocab.txt"), "x");

        Assert.Contains("vocab.txt", Refused(BundleError.Corrupt, () => _store.Find(bundle.Id)).Message);
    }

    [Fact]
    public void List_Bundles_HaveTheirNamesAndManifests()
    {
        var first = WrittenBundles.Write(_store.Directory);
        var second = WrittenBundles.Write(_store.Directory, TinyEncoders.Dual(seed: 2));
        _store.SetName("b", first.Id);
        _store.SetName("a", first.Id);

        var list = _store.List();

        Assert.Equal(new[] { first.Id, second.Id }.Order(StringComparer.Ordinal), list.Select(entry => entry.Id));
        var named = list.Single(entry => entry.Id == first.Id);
        Assert.Equal(["a", "b"], named.Names);
        Assert.Equal("tiny", named.Manifest!.Name);
        Assert.Equal(first.Directory, named.Directory);
        Assert.Empty(list.Single(entry => entry.Id == second.Id).Names);
    }

    [Fact]
    public void List_DamagedManifest_IsShownWithItsProblem()
    {
        var (good, bad) = (
            WrittenBundles.Write(_store.Directory),
            WrittenBundles.Write(_store.Directory, TinyEncoders.Dual(seed: 2)));
        File.WriteAllText(Path.Combine(bad.Directory, "kale.json"), "{}");

        var list = _store.List();

        Assert.NotNull(list.Single(entry => entry.Id == good.Id).Manifest);
        Assert.Contains("kale.json", list.Single(entry => entry.Id == bad.Id).Problem);
    }

    [Fact]
    public void SetName_Again_MovesTheName()
    {
        var (first, second) = (
            WrittenBundles.Write(_store.Directory),
            WrittenBundles.Write(_store.Directory, TinyEncoders.Dual(seed: 2)));
        _store.SetName("live", first.Id);
        _store.SetName("live", second.Id);

        Assert.Equal(second.Id, _store.Resolve("live"));
        Assert.Equal(second.Id, new BundleStore(_store.Directory).Names["live"]);
    }

    [Fact]
    public void SetName_UnknownBundle_IsRefusedAndNothingChanges()
    {
        Refused(BundleError.NotFound, () => _store.SetName("live", "bundle-0"));

        Assert.Empty(_store.Names);
    }

    [Fact]
    public void SetName_NameThatCannotBe_IsRefused() =>
        Refused(BundleError.Invalid, () => _store.SetName("a/b", WrittenBundles.Write(_store.Directory).Id));

    [Fact]
    public void Remove_NamedBundle_IsRefusedUntilItsNameIsGone()
    {
        var bundle = WrittenBundles.Write(_store.Directory);
        _store.SetName("live", bundle.Id);

        Assert.Contains("live", Refused(BundleError.InUse, () => _store.Remove(bundle.Id)).Message);
        Assert.True(_store.RemoveName("live"));
        Assert.False(_store.RemoveName("live"));
        _store.Remove(bundle.Id);

        Assert.Empty(_store.List());
        Refused(BundleError.NotFound, () => _store.Remove(bundle.Id));
    }

    [Fact]
    public void Add_BundleFromElsewhere_IsCopiedAndVerified()
    {
        var elsewhere = WrittenBundles.Write(_directory["elsewhere"]);

        var added = _store.Add(elsewhere.Directory);

        Assert.Equal(elsewhere.Id, added.Id);
        Assert.Equal(Path.Combine(_store.Directory, elsewhere.Id), added.Directory);
        Assert.Equal(added.Directory, _store.Add(elsewhere.Directory).Directory);
        Assert.Equal([elsewhere.Id], _store.List().Select(entry => entry.Id));
    }

    [Fact]
    public void Add_DamagedBundle_IsRefusedAndNothingIsLeft()
    {
        var elsewhere = WrittenBundles.Write(_directory["elsewhere"]);
        File.AppendAllText(elsewhere.PathOf("vocab.txt"), "x");

        Refused(BundleError.Corrupt, () => _store.Add(elsewhere.Directory));

        Assert.Empty(Directory.GetFileSystemEntries(_store.Directory));
    }

    [Fact]
    public void Names_DamagedTable_IsNamed()
    {
        File.WriteAllText(Path.Combine(_store.Directory, "names.json"), "{");

        Assert.Contains("names.json", Refused(BundleError.Corrupt, () => _store.Find("x")).Message);
    }

    private static BundleException Refused(BundleError code, Action act)
    {
        var error = Assert.Throws<BundleException>(act);
        Assert.Equal(code, error.Code);
        return error;
    }

    private static BundleException Refused(BundleError code, Func<object> act) => Refused(code, () => { _ = act(); });
}
