using Kale.VectorIndex.Schema;

namespace Kale.VectorIndex;

/// <summary>Where a build is in its life.</summary>
public enum IndexBuildState
{
    /// <summary>Written, not searched.</summary>
    Building,

    /// <summary>The collection's alias points here.</summary>
    Serving,

    /// <summary>Served before; kept for rollback.</summary>
    Retired,
}

/// <summary>One physical collection: all of a collection's passages as one run of indexing made them.</summary>
/// <param name="BuildId">Unique in the store.</param>
/// <param name="Collection">The name clients search.</param>
/// <param name="PhysicalName">The collection's name in the store; never given to another build of another
/// space.</param>
/// <param name="State">As the alias says.</param>
/// <param name="Space">The space of its vectors.</param>
/// <param name="Created">When it was started.</param>
public sealed record IndexBuild(
    string BuildId, string Collection, string PhysicalName, IndexBuildState State, IndexSpace Space,
    DateTimeOffset Created)
{
    /// <summary>The build that served before this one, if any.</summary>
    public string? PreviousBuildId { get; init; }

    internal DateTimeOffset? Retired { get; init; }

    internal string RequestId { get; init; } = "";

    /// <summary>This build, if vectors of the given space may be compared with its own.</summary>
    /// <exception cref="VectorIndexException">SpaceMismatch, naming both.</exception>
    public IndexBuild RequireSpace(IndexSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        if (Space.Speaks(space)) return this;
        throw new VectorIndexException(VectorIndexError.SpaceMismatch,
            $"The build '{PhysicalName}' holds vectors of {Space.Description}, asked for was {space.Description}. "
            + "Vectors of two spaces cannot be compared: use the encoder of that space, or a new collection.")
        {
            Subject = Collection,
        };
    }

    internal static IndexBuild From(BuildMetadata data, string? serving)
    {
        var physical = CollectionNames.Physical(data.Collection, data.BuildId);
        var state = physical == serving ? IndexBuildState.Serving
            : data.Retired is null ? IndexBuildState.Building
            : IndexBuildState.Retired;
        return new IndexBuild(data.BuildId, data.Collection, physical, state, data.Space, data.Created)
        {
            PreviousBuildId = data.PreviousBuildId,
            Retired = data.Retired,
            RequestId = data.RequestId,
        };
    }
}
