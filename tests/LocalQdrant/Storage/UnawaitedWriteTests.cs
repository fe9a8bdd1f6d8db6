using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Storage;

public sealed class UnawaitedWriteTests
{
    [Fact]
    public async Task Upsert_WithoutWait_OfACollectionThatIsDeletedAtOnce_DisturbsNobody()
    {
        await using var server = await TestServer.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            await server.Client.CreateCollectionAsync("c", Some.Vectors(2));
            await server.Client.UpsertAsync("c", [Some.Point(1, [1, 2])], wait: false);
            await server.Client.DeleteCollectionAsync("c");
        }

        await server.Client.CreateCollectionAsync("kept", Some.Vectors(2));
        await server.Client.UpsertAsync("kept", [Some.Point(1, [1, 2])], wait: true);
        Assert.Equal(1ul, await server.Client.CountAsync("kept"));
    }

    [Fact]
    public async Task Open_WithOneCollectionWhoseFilesCannotBeRead_ServesTheOthers()
    {
        using var directory = new TempDirectory();
        await using (var server = await TestServer.StartAsync(directory.Path))
        {
            foreach (var name in new[] { "bad", "good" })
            {
                await server.Client.CreateCollectionAsync(name, Some.Vectors(2));
                await server.Client.UpsertAsync(name, [Some.Point(1, [1, 2])], wait: true);
            }
        }

        // A link to itself is what no user may read.
        foreach (var file in Directory.GetFiles(directory["collections/1"]))
        {
            File.Delete(file);
            File.CreateSymbolicLink(file, file);
        }

        await using var again = await TestServer.StartAsync(directory.Path);
        Assert.Equal(1ul, await again.Client.CountAsync("good"));
        var error = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => again.Client.CountAsync("bad"));
        Assert.Contains("cannot be read", error.Status.Detail, StringComparison.Ordinal);
    }
}
