namespace Kale.VectorIndex;

/// <summary>What a build holds, counted exactly.</summary>
/// <param name="Passages">Stored passages.</param>
/// <param name="Documents">Distinct documents.</param>
/// <param name="IncompleteDocuments">Documents among them whose writing was interrupted; sending them again completes
/// them.</param>
public sealed record BuildCounts(long Passages, long Documents, long IncompleteDocuments);

/// <summary>A collection with its builds.</summary>
/// <param name="Name">What clients search.</param>
/// <param name="Builds">The serving one first, then by creation time, newest first.</param>
public sealed record IndexCollection(string Name, IReadOnlyList<IndexBuild> Builds)
{
    /// <summary>The build that answers searches; null before the first commit.</summary>
    public IndexBuild? Serving => Builds.FirstOrDefault(build => build.State == IndexBuildState.Serving);
}
