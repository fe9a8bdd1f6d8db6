using Kale.VectorIndex.Collections;
using Kale.VectorIndex.Connection;
using Kale.VectorIndex.Passages;
using Kale.VectorIndex.Search;

namespace Kale.VectorIndex;

/// <summary>
/// The suite's index in a Qdrant server or in the embedded store that speaks the same protocol. One physical collection
/// per build, named "collection--build"; the collection's own name is an alias of the build that serves. Thread-safe;
/// one per process and store.
/// </summary>
public sealed class VectorStore : IDisposable
{
    private readonly StoreConnection _connection;

    /// <summary>Opens no connection yet; the first call does.</summary>
    public VectorStore(VectorStoreOptions options, TimeProvider? time = null)
    {
        _connection = new StoreConnection(options, time ?? TimeProvider.System);
        Catalog = new CollectionCatalog(_connection);
        Builds = new BuildLifecycle(_connection, Catalog);
        Passages = new PassageWriter(_connection);
        Documents = new DocumentListing(_connection);
        Reader = new PassageReader(_connection);
        Searcher = new PassageSearcher(_connection);
    }

    /// <summary>Which collections and builds there are.</summary>
    public CollectionCatalog Catalog { get; }

    /// <summary>Making, committing, rolling back and dropping builds.</summary>
    public BuildLifecycle Builds { get; }

    /// <summary>Writing and removing documents.</summary>
    public PassageWriter Passages { get; }

    /// <summary>Ids of what is stored.</summary>
    public DocumentListing Documents { get; }
    /// <summary>Reading passages without searching.</summary>
    public PassageReader Reader { get; }

    /// <summary>Nearest passages.</summary>
    public PassageSearcher Searcher { get; }

    /// <summary>The store's name and version, as a sign that it answers.</summary>
    /// <exception cref="VectorIndexException">It does not.</exception>
    public Task<string> CheckHealthAsync(CancellationToken cancellation = default) =>
        _connection.CallAsync("", async client =>
        {
            var reply = await client.HealthAsync(cancellation);
            return $"{reply.Title} {reply.Version}";
        }, cancellation);

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _connection.Dispose();
}
