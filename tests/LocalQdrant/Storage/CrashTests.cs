using System.Collections.Concurrent;
using Grpc.Core;
using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Storage;

/// <summary>A server that is killed while it is written to, again and again, on the same directory.</summary>
public sealed class CrashTests
{
    private const int Rounds = 6;
    private const int Writers = 4;
    private const int IdsPerWriter = 200;
    private const int Dimensions = 24;

    [Theory]
    [InlineData(1, 1 << 26)]
    [InlineData(2, 1 << 12)] // so small that the files are rewritten all the time
    public async Task Kill_WhileUpserting_KeepsEveryAcknowledgedPointWhole(int seed, long slack)
    {
        using var directory = new TempDirectory();
        var random = new Random(seed);
        var ledger = new ConcurrentDictionary<ulong, Written>();
        using (var host = await HostProcess.StartAsync(directory.Path, slack))
        {
            using var client = host.Connect();
            await client.CreateCollectionAsync("c", Some.Vectors(Dimensions));
        }

        for (var round = 0; round < Rounds; round++)
        {
            using var host = await HostProcess.StartAsync(directory.Path, slack);
            using var client = host.Connect();
            await CheckAsync(client, ledger);
            var underWay = new TaskCompletionSource();
            var writing = Enumerable.Range(0, Writers)
                .Select(writer => WriteAsync(client, ledger, writer, seed + round, underWay)).ToList();
            await underWay.Task;
            await Task.Delay(random.Next(300));
            host.Kill();
            await Task.WhenAll(writing);
        }

        using var last = await HostProcess.StartAsync(directory.Path, slack);
        using var reader = last.Connect();
        await CheckAsync(reader, ledger);
        Assert.True(ledger.Values.Count(written => written.Acknowledged > 0) > 20, "hardly anything was written");
    }

    [Fact]
    public async Task Kill_WhileSwitchingAnAlias_LeavesItAtTheAcknowledgedCollectionOrTheNext()
    {
        using var directory = new TempDirectory();
        var random = new Random(3);
        var generation = 0; // the collection the alias was last acknowledged to mean
        for (var round = 0; round < 4; round++)
        {
            using var host = await HostProcess.StartAsync(directory.Path);
            using var client = host.Connect();
            generation = await CheckAliasAsync(client, generation);
            var underWay = new TaskCompletionSource();
            var switching = SwitchAsync(client, generation, underWay);
            await underWay.Task;
            await Task.Delay(random.Next(100));
            host.Kill();
            generation = await switching;
        }
        using var last = await HostProcess.StartAsync(directory.Path);
        using var reader = last.Connect();
        await CheckAliasAsync(reader, generation);
        Assert.True(generation >= 4, "hardly any switch happened");
    }

    /// <summary>Writes versions of points, several in a call, until the server is gone.</summary>
    private static async Task WriteAsync(
        QdrantClient client, ConcurrentDictionary<ulong, Written> ledger, int writer, int seed,
        TaskCompletionSource underWay)
    {
        var random = new Random(seed * 100 + writer);
        while (true)
        {
            var ids = Enumerable.Range(0, random.Next(1, 20))
                .Select(_ => (ulong)(writer * IdsPerWriter + random.Next(IdsPerWriter))).Distinct().ToList();
            var versions = ids.ToDictionary(id => id, id => ledger.GetOrAdd(id, _ => new Written()).Attempted + 1);
            foreach (var (id, version) in versions)
                ledger[id].Attempted = version;
            try
            {
                await client.UpsertAsync("c", versions.Select(pair => PointOf(pair.Key, pair.Value)).ToList());
            }
            catch (RpcException)
            {
                return;
            }
            foreach (var (id, version) in versions)
                ledger[id].Acknowledged = version;
            underWay.TrySetResult();
        }
    }

    private static async Task CheckAsync(QdrantClient client, ConcurrentDictionary<ulong, Written> ledger)
    {
        var points = await client.ScrollAsync("c", limit: Writers * IdsPerWriter, vectorsSelector: true);
        var found = points.Result.ToDictionary(point => point.Id.Num);
        foreach (var (id, written) in ledger)
        {
            var version = found.TryGetValue(id, out var point) ? point.Payload["version"].IntegerValue : 0;
            Assert.InRange(version, written.Acknowledged, written.Attempted);
            if (point is not null)
                Assert.Equal(VectorOf(id, version), point.Vectors.Vector.Dense.Data);
            // What a crash left undecided is decided now.
            (written.Acknowledged, written.Attempted) = (version, version);
        }
        Assert.All(found.Keys, id => Assert.Contains(id, ledger));
    }

    private static PointStruct PointOf(ulong id, long version) =>
        Some.Point(id, VectorOf(id, version), ("version", version), ("text", new string('x', (int)(version % 50))));

    private static float[] VectorOf(ulong id, long version) =>
        Enumerable.Range(0, Dimensions).Select(i => id * 1000f + version + i).ToArray();

    /// <summary>
    /// Makes the next collection, moves the alias to it, and deletes the one before, until the server is gone.
    /// </summary>
    private static async Task<int> SwitchAsync(QdrantClient client, int generation, TaskCompletionSource underWay)
    {
        while (true)
        {
            var next = generation + 1;
            try
            {
                if (!await client.CollectionExistsAsync($"build-{next}"))
                    await client.CreateCollectionAsync($"build-{next}", Some.Vectors(2));
                await client.UpsertAsync($"build-{next}", [Some.Point(1, [next, 0])]);
                await client.UpdateAliasesAsync([
                    new() { DeleteAlias = new DeleteAlias { AliasName = "live" } },
                    new() { CreateAlias = new CreateAlias { AliasName = "live", CollectionName = $"build-{next}" } },
                ]);
                generation = next;
                underWay.TrySetResult();
                if (await client.CollectionExistsAsync($"build-{next - 1}"))
                    await client.DeleteCollectionAsync($"build-{next - 1}");
            }
            catch (RpcException)
            {
                return generation;
            }
        }
    }

    private static async Task<int> CheckAliasAsync(QdrantClient client, int generation)
    {
        var aliases = await client.ListAliasesAsync();
        if (generation == 0 && aliases.Count == 0)
            return 0;
        var target = Assert.Single(aliases).CollectionName;
        Assert.Contains(target, new[] { $"build-{generation}", $"build-{generation + 1}" });
        var found = int.Parse(target.Split('-')[1]);
        var point = Assert.Single(await client.RetrieveAsync("live", 1, withVectors: true));
        Assert.Equal(found, point.Vectors.Vector.Dense.Data[0]);
        return found;
    }

    private sealed class Written
    {
        public long Acknowledged { get; set; }

        public long Attempted { get; set; }
    }
}
