using Kale.Gateway.Peers;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>
/// What each live collection of a space is proved with: texts and words of its own, and recent queries where they are
/// kept. Drawn anew for each gate, so that it is of what the collection holds now.
/// </summary>
internal sealed class CollectionSampling(RecentQueries recent, PassageIndex index)
{
    private const int Passages = 1000;
    private const int Texts = 256;
    private const int FewestTexts = 96;
    private const int AllTexts = 1536;
    private const int MostQueries = 200;

    /// <summary>The builds of the space that answer searches now, by name.</summary>
    public Task<IReadOnlyList<IndexBuild>> ListAsync(string spaceId, CancellationToken cancellation) =>
        index.ListServingAsync(spaceId, cancellation);

    /// <param name="build">What to draw from.</param>
    /// <param name="collections">How many there are: of many, each gets fewer texts, so that a gate ends.</param>
    /// <param name="cancellation">Stops the gate.</param>
    public async Task<CollectionSample> DrawAsync(IndexBuild build, int collections, CancellationToken cancellation)
    {
        var passages = await index.SampleAsync(build, Passages, cancellation);
        var count = Math.Clamp(AllTexts / collections, FewestTexts, Texts);
        var (words, coverage) = WordDraw.Draw(passages);
        var queries = recent.Read()[build.Collection].TakeLast(MostQueries)
            .Select(text => new SampledText(text, TextKind.Query, HeldOut: true));
        return new CollectionSample(
            build, [.. queries, .. TextDraw.Draw(passages, count)], words, coverage);
    }
}
