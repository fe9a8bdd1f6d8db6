using Kale.LocalQdrant;
using Kale.LocalQdrant.Catalog;
using Kale.LocalQdrant.Points;
using Microsoft.Extensions.Logging.Abstractions;
using Qdrant.Client.Grpc;
using static Kale.PowerLoss.Tests.Workloads.Promises;

namespace Kale.PowerLoss.Tests.Workloads;

/// <summary>Collections written to, rewritten, renamed and deleted, over two lives of the store.</summary>
internal static class PointWork
{
    public const string Name = "points";
    private const int Keys = 5;

    public static async Task RunAsync(string directory)
    {
        await using (var store = Open(directory))
        {
            await CreateAsync(store, "first");
            for (var value = 1; value <= 24; value++)
                await PutAsync(store, "first", value % Keys, value);
            await RemoveAsync(store, "first", 0);
            await PointAsync(store, "first");
        }

        await using (var store = Open(directory))
        {
            for (var value = 25; value <= 40; value++)
                await PutAsync(store, "first", 1 + (value % (Keys - 1)), value);
            await CreateAsync(store, "second");
            await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => PutAsync(store, "second", key, 100 + key)));
            await PointAsync(store, "second");
            await store.DeleteAsync("first", default);
            Say("deleted", "first");
            await PutAsync(store, "second", 0, 200);
        }
    }

    /// <summary>With so little room that files are rewritten all the time.</summary>
    public static CollectionCatalog Open(string directory) => CollectionCatalog.Open(
        new LocalQdrantOptions { DataDirectory = Path.Combine(directory, "vectors"), CompactionSlackBytes = 1 << 10 },
        NullLogger.Instance);

    /// <summary>The value of each key of a collection.</summary>
    public static Dictionary<ulong, int> Values(Collection collection) => collection.Read(table =>
        Enumerable.Range(0, table.Count).ToDictionary(row => table.Key(row).Low, row => (int)table.Vector(row)[0]));

    private static async Task CreateAsync(CollectionCatalog store, string name)
    {
        await store.CreateAsync(
            new CreateCollection
            {
                CollectionName = name,
                VectorsConfig = new VectorsConfig
                {
                    Params = new VectorParams { Size = 2, Distance = Distance.Dot },
                },
            },
            default);
        Say("created", name);
    }

    private static async Task PutAsync(CollectionCatalog store, string name, int key, int value)
    {
        await store.Find(name).Points.WriteAsync(
            (_, changes) => changes.Put(new PointKey(false, 0, (ulong)key), [value, 0], new byte[40]), true, default);
        Say("put", name, key, value);
    }

    private static async Task RemoveAsync(CollectionCatalog store, string name, int key)
    {
        await store.Find(name).Points.WriteAsync(
            (_, changes) => changes.Remove(new PointKey(false, 0, (ulong)key)), true, default);
        Say("removed", name, key);
    }

    private static async Task PointAsync(CollectionCatalog store, string name)
    {
        await store.ChangeAliasesAsync(
            [new AliasOperations { CreateAlias = new CreateAlias { AliasName = "live", CollectionName = name } }],
            default);
        Say("live", name);
    }
}
