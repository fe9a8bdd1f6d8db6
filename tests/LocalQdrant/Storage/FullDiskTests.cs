using Grpc.Core;
using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Storage;

public sealed class FullDiskTests
{
    private const int Dimensions = 128;

    [Fact]
    public async Task Upsert_DiskFull_SaysSoStoresNothingOfItAndServesOn()
    {
        using var disk = await SmallDisk.MakeAsync();
        var stored = 0ul;
        using (var host = await HostProcess.StartAsync(disk.Path, shellPrefix: disk.ShellPrefix))
        {
            using var client = host.Connect();
            await client.CreateCollectionAsync("c", Some.Vectors(Dimensions));
            await client.CreateCollectionAsync("other", Some.Vectors(2));
            await client.UpsertAsync("other", [Some.Point(1, [1, 0])]);
            stored = await FillAsync(client);
            await RpcAssert.FailsAsync(StatusCode.ResourceExhausted, () => UpsertAsync(client, stored),
                "is full", "nothing of this request was stored", "Free some space");

            Assert.Equal(stored, await client.CountAsync("c"));
            Assert.Equal(5, (await client.QueryAsync("c", VectorOf(3), limit: 5)).Count);
            Assert.Single(await client.QueryAsync("other", new float[] { 1, 0 }));
            host.Kill();
        }

        using var again = await HostProcess.StartAsync(disk.Path, shellPrefix: disk.ShellPrefix);
        using var reader = again.Connect();
        Assert.Equal(stored, await reader.CountAsync("c"));
        await reader.DeleteCollectionAsync("c");
        await reader.CreateCollectionAsync("c", Some.Vectors(Dimensions));
        await UpsertAsync(reader, 0);
        Assert.Equal(BatchSize, await reader.CountAsync("c"));
    }

    private const ulong BatchSize = 200;

    /// <summary>Upserts until the disk is full.</summary>
    /// <returns>How many points were acknowledged.</returns>
    private static async Task<ulong> FillAsync(QdrantClient client)
    {
        for (ulong stored = 0; ; stored += BatchSize)
        {
            try
            {
                await UpsertAsync(client, stored);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                Assert.True(stored > 0, "the disk was full from the start");
                return stored;
            }
        }
    }

    private static Task<UpdateResult> UpsertAsync(QdrantClient client, ulong from) => client.UpsertAsync(
        "c", Enumerable.Range((int)from, (int)BatchSize).Select(i => Some.Point((ulong)i, VectorOf(i))).ToList());

    private static float[] VectorOf(int i) => Some.Vector(new Random(i), Dimensions);
}
