using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.PowerLoss.Tests.Workloads;

namespace Kale.PowerLoss.Tests;

/// <summary>The store of bundles, and uploads on their way into it.</summary>
public sealed class BundleStoreTests : PowerLossTest
{
    [Fact]
    public async Task Bundles_ThatWereStoredOrNamed_SurviveEveryLossOfPower()
    {
        using var elsewhere = new TemporaryDirectory();
        var sent = new[] { 2, 3 }.Select(seed => WrittenBundles.Write(elsewhere.Path, TinyEncoders.Dual(seed)))
            .OrderBy(bundle => bundle.Id, StringComparer.Ordinal).ToList();
        await SurvivesAsync(
            BundleWork.Name, (directory, said) => CheckAsync(directory, said, sent[1]), elsewhere.Path);
    }

    private static Task CheckAsync(string directory, IReadOnlyList<string> said, Bundle sent)
    {
        var hadUpload = Directory.Exists(Path.Combine(directory, "data", "bundles", $".incoming-{sent.Id}"));
        var store = BundleWork.Open(directory);
        // Whoever finds a bundle finds it whole.
        Assert.All(store.List(), entry => Assert.Equal(entry.Id, store.Find(entry.Id).Id));
        var removed = said.Of("removed").Select(words => words[0]).ToHashSet();
        var unnamed = said.Of("named").Count() == 3; // nothing keeps the first from being removed any more
        var stored = said.Of("stored").Select(words => words[0]).ToList();
        Assert.All(stored.Skip(unnamed ? 1 : 0), id => Assert.Equal(id, store.Find(id).Id));
        Assert.All(removed, id => Assert.DoesNotContain(store.List(), entry => entry.Id == id));
        foreach (var name in said.Of("named").GroupBy(words => words[0], words => words[1]))
            Assert.True(stored.IndexOf(store.Resolve(name.Key)) >= stored.IndexOf(name.Last()), name.Key);
        if (hadUpload)
            Upload(store, sent);
        return Task.CompletedTask;
    }

    /// <summary>An upload that the loss of power tore goes on, at worst with a damaged file sent anew.</summary>
    private static void Upload(BundleStore store, Bundle sent)
    {
        for (var attempt = 0; store.List().All(entry => entry.Id != sent.Id); attempt++)
        {
            try
            {
                BundleWork.Receive(store, sent, int.MaxValue);
            }
            catch (BundleException e) when (e.Code == BundleError.Corrupt && attempt < sent.Manifest.Files.Count)
            {
                // Told which file, and asked to send it anew.
            }
        }
    }
}
