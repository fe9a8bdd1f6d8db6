namespace Kale.Bundles.Tests.Store;

/// <summary>Several processes on one store, and processes that die.</summary>
public sealed class StoreProcessesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void SetName_ProcessesAndThreadsAtOnce_LoseNoName()
    {
        var store = new BundleStore(_directory.Path);
        var bundle = WrittenBundles.Write(store.Directory);
        using var first = new SecondProcess("set-names", store.Directory, "first", "40").WaitUntilReady();
        using var second = new SecondProcess("set-names", store.Directory, "second", "40").WaitUntilReady();

        first.GoOn();
        second.GoOn();
        Parallel.For(0, 40, i => store.SetName($"here-{i}", bundle.Id));
        first.Finish();
        second.Finish();

        Assert.Equal(120, store.Names.Count);
        Assert.All(store.Names.Values, id => Assert.Equal(bundle.Id, id));
    }

    [Fact]
    public void Write_ProcessKilledHalfway_LeavesNothingInTheStore()
    {
        var store = new BundleStore(_directory.Path);
        using var writer = new SecondProcess("write-halfway", store.Directory).WaitUntilReady();

        // While it lives, others leave its files alone.
        Assert.Empty(new BundleStore(_directory.Path).List());
        Assert.Equal(2, Directory.GetFileSystemEntries(_directory.Path, ".writing-*").Length);
        writer.Kill();

        Assert.Empty(store.List());
        Assert.Equal(2, Directory.GetFileSystemEntries(_directory.Path, ".writing-*").Length);
        Assert.Empty(new BundleStore(_directory.Path).List());
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Write_ProcessThatLives_IsNotDisturbedByOthersOpening()
    {
        using var writer = new SecondProcess("write-halfway", _directory.Path).WaitUntilReady();

        var store = new BundleStore(_directory.Path);
        writer.GoOn();
        writer.Finish();

        var entry = Assert.Single(store.List());
        Assert.True(store.Find(entry.Id).Has("onnx/model.onnx"));
        Assert.Equal([entry.Directory], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Write_SameBundleByTwoProcesses_IsOneWholeBundle()
    {
        using var first = new SecondProcess("write-same", _directory.Path).WaitUntilReady();
        using var second = new SecondProcess("write-same", _directory.Path).WaitUntilReady();

        first.GoOn();
        second.GoOn();

        Assert.Equal(first.Finish(), second.Finish());
        Assert.Equal(
            TinyEncoders.Dual(seed: 9).Fingerprint,
            new BundleStore(_directory.Path).Find("bundle-").Manifest.Fingerprint);
    }

    [Fact]
    public void SetName_ProcessKilledInBetween_LeavesWholeNames()
    {
        var store = new BundleStore(_directory.Path);
        WrittenBundles.Write(store.Directory);
        using var writer = new SecondProcess("set-names", store.Directory, "x", "100000").WaitUntilReady();

        writer.GoOn();
        while (store.Names.Count < 25)
        {
            // Every state that is seen on the way is whole, or Names throws.
            Assert.True(writer.IsAlive);
        }

        writer.Kill();
        var names = new BundleStore(_directory.Path).Names;

        Assert.True(names.Count >= 25);
        Assert.Equal(Enumerable.Range(0, names.Count).Select(i => $"x-{i}").Order(StringComparer.Ordinal), names.Keys);
    }

    [Fact]
    public void Open_LeftoversOfARemoval_AreDeleted()
    {
        var store = new BundleStore(_directory.Path);
        var bundle = WrittenBundles.Write(store.Directory);
        Directory.Move(bundle.Directory, _directory[".removed-0123"]);
        _directory.Write(".names.json.new", "{ half");

        Assert.Empty(new BundleStore(_directory.Path).List());
        Assert.False(Directory.Exists(_directory[".removed-0123"]));
        Assert.Empty(store.Names);
    }
}
