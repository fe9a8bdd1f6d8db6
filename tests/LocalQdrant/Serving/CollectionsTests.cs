using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Serving;

public sealed class CollectionsTests
{
    [Fact]
    public async Task Query_AfterUpsert_FindsNearest()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateCollectionAsync("a", new VectorParams { Size = 4, Distance = Distance.Cosine });
        await server.Client.UpsertAsync("a", [
            new PointStruct { Id = 1, Vectors = new float[] { 1, 0, 0, 0 }, Payload = { ["text"] = "one" } },
            new PointStruct { Id = 2, Vectors = new float[] { 0, 2, 0, 0 }, Payload = { ["text"] = "two" } },
        ]);

        var hits = await server.Client.QueryAsync("a", new float[] { 0, 1, 0.1f, 0 });

        Assert.Equal([2, 1], hits.Select(hit => (int)hit.Id.Num));
        Assert.Equal("two", hits[0].Payload["text"].StringValue);
    }
}
