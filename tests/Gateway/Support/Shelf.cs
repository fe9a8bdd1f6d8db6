using Google.Protobuf.WellKnownTypes;
using Kale.LocalQdrant;
using Kale.VectorIndex;
using Kale.VectorIndex.Collections;

namespace Kale.Gateway.Tests.Support;

/// <summary>A real vector store with a few documents around a circle.</summary>
internal sealed class Shelf : IAsyncDisposable
{
    public const string SpaceId = "space-shelf";

    private readonly string _directory;
    private readonly LocalQdrantServer _server;

    private Shelf(string directory, LocalQdrantServer server)
    {
        (_directory, _server) = (directory, server);
        Store = new VectorStore(new VectorStoreOptions { Address = server.Addresses[0] });
    }

    public VectorStore Store { get; }

    public string Address => _server.Addresses[0].ToString();

    public static async Task<Shelf> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("kale-gateway-").FullName;
        return new Shelf(directory, await LocalQdrantServer.StartAsync(
            new LocalQdrantOptions { DataDirectory = directory, Urls = { "http://127.0.0.1:0" } }));
    }

    /// <summary>Commits a build whose passages lie at these angles, and returns it.</summary>
    public async Task<IndexBuild> CommitAsync(
        string collection,
        string build,
        string space,
        params (string Document, double[] Angles, Struct? Payload)[] documents)
    {
        var request = new BuildRequest(
            collection, build, new IndexSpace(space, 2, IndexMetric.Cosine, "bundle-context"));
        var started = await Store.Builds.StartAsync(request);
        await Store.Passages.WriteAsync(started, [.. documents.Select(document => new DocumentPassages(
            document.Document, $"Title {document.Document}", "hash",
            document.Payload is { } payload ? UserPayload.Of(payload) : null,
            [.. document.Angles.Select(angle => new PassageVector($"at {angle}", ScriptedEncoder.Vector(angle)))]))]);
        await Store.Builds.CommitAsync(started.BuildId, new CommitConditions { AllowSpaceChange = true });
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
