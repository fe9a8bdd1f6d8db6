using Kale.LocalQdrant.Catalog;
using Kale.PowerLoss.Tests.Workloads;

namespace Kale.PowerLoss.Tests;

/// <summary>The embedded vector store.</summary>
public sealed class PointStoreTests : PowerLossTest
{
    [Fact]
    public Task Points_ThatWereAcknowledged_SurviveEveryLossOfPower() => SurvivesAsync(PointWork.Name, CheckAsync);

    private static async Task CheckAsync(string directory, IReadOnlyList<string> said)
    {
        await using var store = PointWork.Open(directory);
        var deleted = said.Of("deleted").Select(words => words[0]).ToHashSet();
        Assert.All(deleted, name => Assert.Null(store.State.Resolve(name)));
        foreach (var name in said.Of("created").Select(words => words[0]).Where(name => !deleted.Contains(name)))
        {
            // A deletion that was begun may be done.
            if (said.Of("live").LastOrDefault() is [var live] && live != name && store.State.Resolve(name) is null)
                continue;
            Check(store, name, said);
        }

        if (said.Of("live").LastOrDefault() is [var serving])
            Assert.Contains(store.State.Resolve("live"), new[] { serving, "second" });
    }

    private static void Check(CollectionCatalog store, string name, IReadOnlyList<string> said)
    {
        var values = PointWork.Values(store.Find(name).Points);
        var promised = said.Of("put").Where(words => words[0] == name)
            .GroupBy(words => ulong.Parse(words[1]), words => int.Parse(words[2]));
        var removed = said.Of("removed").Where(words => words[0] == name).Select(words => ulong.Parse(words[1]));
        Assert.All(removed, key => Assert.DoesNotContain(key, values));
        foreach (var key in promised.Where(key => !removed.Contains(key.Key)))
        {
            // The removal may have reached the disk before it was said.
            if (values.TryGetValue(key.Key, out var value))
                Assert.True(value >= key.Max(), $"{name} {key.Key}: {value}, {key.Max()} was acknowledged");
            else
                Assert.True((name, key.Key) == ("first", 0), $"{name} {key.Key} is lost");
        }
    }
}
