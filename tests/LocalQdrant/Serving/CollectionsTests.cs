using System.Collections.Concurrent;
using Grpc.Core;
using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Serving;

public sealed class CollectionsTests
{
    [Fact]
    public async Task Create_WithMetadataAndTuning_IsReportedAsAskedForAlsoAfterARestart()
    {
        using var directory = new TempDirectory();
        await using (var server = await TestServer.StartAsync(directory.Path))
        {
            await server.Client.CreateCollectionAsync(
                "c", Some.Vectors(3, Distance.Euclid), new Dictionary<string, Value> { ["space"] = "abc", ["n"] = 3 },
                shardNumber: 2, replicationFactor: 3, hnswConfig: new HnswConfigDiff { M = 32 },
                quantizationConfig: new QuantizationConfig
                {
                    Scalar = new ScalarQuantization { Type = QuantizationType.Int8 },
                });
            await server.Client.UpdateCollectionAsync(
                "c", new Dictionary<string, Value> { ["n"] = 4, ["more"] = new[] { "x" } },
                hnswConfig: new HnswConfigDiff { EfConstruct = 50 });
            await server.Client.CreatePayloadIndexAsync("c", "year", PayloadSchemaType.Integer);
        }

        await using var again = await TestServer.StartAsync(directory.Path);
        var info = await again.Client.GetCollectionInfoAsync("c");

        Assert.Equal(CollectionStatus.Green, info.Status);
        Assert.Equal(3ul, info.Config.Params.VectorsConfig.Params.Size);
        Assert.Equal(Distance.Euclid, info.Config.Params.VectorsConfig.Params.Distance);
        Assert.Equal((2u, 3u), (info.Config.Params.ShardNumber, info.Config.Params.ReplicationFactor));
        Assert.Equal((32ul, 50ul), (info.Config.HnswConfig.M, info.Config.HnswConfig.EfConstruct));
        Assert.Equal(QuantizationType.Int8, info.Config.QuantizationConfig.Scalar.Type);
        Assert.Equal("abc", info.Config.Metadata["space"].StringValue);
        Assert.Equal(4, info.Config.Metadata["n"].IntegerValue);
        Assert.Equal("x", info.Config.Metadata["more"].ListValue.Values[0].StringValue);
        Assert.Equal(PayloadSchemaType.Integer, info.PayloadSchema["year"].DataType);
    }

    [Fact]
    public async Task Aliases_OneCall_HappensWholeOrNotAtAll()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateCollectionAsync("one", Some.Vectors(2));
        await server.Client.CreateCollectionAsync("two", Some.Vectors(2));
        await server.Client.CreateAliasAsync("live", "one");
        AliasOperations[] switchAndFail =
        [
            new() { DeleteAlias = new DeleteAlias { AliasName = "live" } },
            new() { CreateAlias = new CreateAlias { AliasName = "live", CollectionName = "two" } },
            new() { CreateAlias = new CreateAlias { AliasName = "other", CollectionName = "nope" } },
        ];

        await RpcAssert.FailsAsync(StatusCode.NotFound, () => server.Client.UpdateAliasesAsync(switchAndFail), "nope");
        var before = await server.Client.ListAliasesAsync();
        await server.Client.UpdateAliasesAsync(switchAndFail[..2]);
        await server.Client.UpdateAliasesAsync(
            [new() { RenameAlias = new RenameAlias { OldAliasName = "live", NewAliasName = "served" } }]);

        Assert.Equal("one", Assert.Single(before).CollectionName);
        Assert.Equal(["served"], await server.Client.ListCollectionAliasesAsync("two"));
        Assert.True(await server.Client.CollectionExistsAsync("served"));
        Assert.False(await server.Client.CollectionExistsAsync("live"));
    }

    [Fact]
    public async Task Alias_InTheNameOfACollection_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateCollectionAsync("one", Some.Vectors(2));
        await server.Client.CreateCollectionAsync("two", Some.Vectors(2));

        await RpcAssert.FailsAsync(
            StatusCode.AlreadyExists, () => server.Client.CreateAliasAsync("one", "two"), "`one`");
    }

    [Fact]
    public async Task Alias_SwitchedUnderQueries_IsNeverMissing()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var name in new[] { "one", "two" })
        {
            await server.Client.CreateCollectionAsync(name, Some.Vectors(2));
            await server.Client.UpsertAsync(name, [Some.Point(1, [1, 0], ("name", name))]);
        }
        await server.Client.CreateAliasAsync("live", "one");
        using var done = new CancellationTokenSource();
        var seen = new ConcurrentDictionary<string, bool>();
        var querying = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var hit = Assert.Single(await server.Client.QueryAsync("live", new float[] { 1, 0 }));
                seen[hit.Payload["name"].StringValue] = true;
            }
        });

        for (var i = 0; i < 30 || (seen.Count < 2 && !querying.IsCompleted); i++)
        {
            var target = i % 2 == 0 ? "two" : "one";
            await server.Client.UpdateAliasesAsync([
                new() { DeleteAlias = new DeleteAlias { AliasName = "live" } },
                new() { CreateAlias = new CreateAlias { AliasName = "live", CollectionName = target } },
            ]);
        }
        await done.CancelAsync();

        await querying;
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task Delete_WithAliases_RemovesThemAndTheFiles()
    {
        using var directory = new TempDirectory();
        await using var server = await TestServer.StartAsync(directory.Path);
        await server.Client.CreateCollectionAsync("one", Some.Vectors(2));
        await server.Client.CreateAliasAsync("live", "one");

        await server.Client.DeleteCollectionAsync("one");

        Assert.Empty(await server.Client.ListAliasesAsync());
        Assert.Empty(Directory.GetDirectories(directory["collections"]));
        await server.Client.CreateCollectionAsync("one", Some.Vectors(3));
        Assert.Equal(0ul, await server.Client.CountAsync("one"));
    }

    [Fact]
    public async Task Damaged_OneCollection_SaysWhichFileAndTheOthersAreServed()
    {
        using var directory = new TempDirectory();
        await using (var server = await TestServer.StartAsync(directory.Path))
        {
            foreach (var name in new[] { "good", "bad" })
            {
                await server.Client.CreateCollectionAsync(name, Some.Vectors(2));
                await server.Client.UpsertAsync(name, [Some.Point(1, [1, 0])]);
                await server.Client.UpsertAsync(name, [Some.Point(2, [1, 0])]);
            }
        }
        var log = Path.Combine(directory.Path, "collections", "2", "00000001.log");
        var bytes = await File.ReadAllBytesAsync(log);
        bytes[40] ^= 1;
        await File.WriteAllBytesAsync(log, bytes);

        await using var again = await TestServer.StartAsync(directory.Path);

        Assert.Equal(2ul, await again.Client.CountAsync("good"));
        var info = await again.Client.GetCollectionInfoAsync("bad");
        Assert.Equal(CollectionStatus.Red, info.Status);
        Assert.Contains(log, info.OptimizerStatus.Error);
        await RpcAssert.FailsAsync(StatusCode.DataLoss, () => again.Client.CountAsync("bad"), log, "at byte 24");
        await RpcAssert.FailsAsync(
            StatusCode.DataLoss, () => again.Client.UpsertAsync("bad", [Some.Point(3, [1, 0])]), log);
        await again.Client.DeleteCollectionAsync("bad");
        Assert.Equal(["good"], await again.Client.ListCollectionsAsync());
    }

    [Theory]
    [InlineData("collections/2/00000001.log", false)]
    [InlineData("collections/2/.00000001.log.new", true)]
    [InlineData(".catalog.new", true)]
    [InlineData("lock.owner", true)]
    public async Task PipeInAFilesPlace_NobodyWaitsForItAndTheOthersAreServed(string file, bool harmless)
    {
        using var directory = new TempDirectory();
        await using (var server = await TestServer.StartAsync(directory.Path))
        {
            foreach (var name in new[] { "good", "bad" })
                await server.Client.CreateCollectionAsync(name, Some.Vectors(2));
        }
        var path = SpecialFiles.MakePipe(directory[file]);

        await using var again = await TestServer.StartAsync(directory.Path);

        Assert.Equal(0ul, await again.Client.CountAsync("good"));
        if (harmless)
            Assert.Equal(0ul, await again.Client.CountAsync("bad"));
        else
            await RpcAssert.FailsAsync(StatusCode.DataLoss, () => again.Client.CountAsync("bad"), path, "a pipe");
        await again.Client.DeleteCollectionAsync("bad");
        Assert.Equal(["good"], await again.Client.ListCollectionsAsync());
    }

    [Theory]
    [InlineData("catalog")]
    [InlineData("lock")]
    public async Task PipeInACatalogsOrLocksPlace_KeepsTheServerFromStarting(string file)
    {
        using var directory = new TempDirectory();
        await using (var server = await TestServer.StartAsync(directory.Path))
            await server.Client.CreateCollectionAsync("c", Some.Vectors(2));
        var path = SpecialFiles.MakePipe(directory[file]);

        var error = await Assert.ThrowsAsync<LocalQdrantException>(() => TestServer.StartAsync(directory.Path));

        Assert.Contains($"'{path}' is damaged", error.Message);
        Assert.Contains("a pipe", error.Message);
    }

    [Fact]
    public async Task Damaged_Catalog_KeepsTheServerFromStarting()
    {
        using var directory = new TempDirectory();
        await using (var server = await TestServer.StartAsync(directory.Path))
            await server.Client.CreateCollectionAsync("c", Some.Vectors(2));
        var catalog = directory["catalog"];
        var whole = await File.ReadAllBytesAsync(catalog);
        for (var offset = 0; offset < whole.Length; offset += 5)
        {
            var flipped = whole.ToArray();
            flipped[offset] ^= 16;
            await File.WriteAllBytesAsync(catalog, flipped);
            var error = await Assert.ThrowsAsync<LocalQdrantException>(() => TestServer.StartAsync(directory.Path));
            Assert.Contains(catalog, error.Message);
        }
        File.Delete(catalog);

        var missing = await Assert.ThrowsAsync<LocalQdrantException>(() => TestServer.StartAsync(directory.Path));

        Assert.Contains("missing", missing.Message);
    }
}
