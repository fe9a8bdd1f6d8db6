using Kale.Training;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.Trainer.Data;

/// <summary>
/// What the collections hold that a student is going to search: read through the vector store, bounded.
/// </summary>
internal sealed class LiveCollections(IOptions<TrainerOptions> options, TimeProvider time) : IDisposable
{
    // Its own: other services of the process may speak to the store with other patience and another key.
    private readonly VectorStore _store = new(options.Value.Qdrant, time);

    /// <summary>
    /// Passages of every collection of the space that answers searches now, or of those that are named.
    /// </summary>
    /// <exception cref="TrainingException">
    /// DataNotFound: there is none, or a named one is not there or of another space.
    /// </exception>
    public async Task<IReadOnlyList<LiveCollection>> ReadAsync(
        string spaceId, IReadOnlyCollection<string> named, CancellationToken cancellation)
    {
        try
        {
            var builds = Chosen(await _store.Catalog.ListServingAsync(spaceId, cancellation), spaceId, named);
            var each = Math.Max(1, options.Value.MaxCollectionPassages / builds.Count);
            var collections = new List<LiveCollection>();
            foreach (var build in builds)
                collections.Add(Of(build, await _store.Reader.SampleAsync(build, each, cancellation)));
            return collections;
        }
        catch (VectorIndexException error)
        {
            throw new TrainingException(
                TrainingError.DataNotFound,
                $"The collections of {spaceId} cannot be read: {error.Message} Look after the vector store, "
                    + "Trainer:Qdrant:Address, or give queries or a corpus.",
                error);
        }
    }

    public void Dispose() => _store.Dispose();

    private static List<IndexBuild> Chosen(
        IReadOnlyList<IndexBuild> serving, string spaceId, IReadOnlyCollection<string> named)
    {
        var chosen = serving.Where(build => named.Count == 0 || named.Contains(build.Collection)).ToList();
        var missing = named.Except(chosen.Select(build => build.Collection)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            throw NotFound($"{string.Join(", ", missing)}: no such collection of {spaceId} answers searches");
        return chosen.Count > 0 ? chosen : throw NotFound($"no collection of {spaceId} answers searches");
    }

    private static LiveCollection Of(IndexBuild build, IReadOnlyList<StoredPassage> passages) => new(
        build.Collection,
        [
            .. passages.Select(passage => new CorpusDocument(
                $"{passage.DocumentId}#{passage.Ordinal}", passage.Title, passage.Text)),
        ]);

    private static TrainingException NotFound(string what) => new(
        TrainingError.DataNotFound, $"There is nothing to align on: {what}. Index first, or give queries or a corpus.");
}

/// <summary>A collection and passages of it, each as a document.</summary>
internal sealed record LiveCollection(string Name, IReadOnlyList<CorpusDocument> Documents);
