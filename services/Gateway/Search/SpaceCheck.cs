using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.Gateway.Search;

/// <summary>
/// The invariant: no query vector is compared with a collection of another space, whatever their dimensions.
/// </summary>
internal static class SpaceCheck
{
    /// <exception cref="FailureException">FAILED_PRECONDITION naming both spaces.</exception>
    public static void Require(ServedBy encoder, IndexBuild build)
    {
        if (encoder.SpaceId == build.Space.SpaceId)
            return;
        var message = $"Collection '{build.Collection}' holds vectors of {build.Space.SpaceId}, but the query encoder "
            + $"{encoder.BundleId} speaks {encoder.SpaceId}. Serve an encoder that was aligned to the collection's "
            + "space, or index the documents again with the context encoder of the query encoder's space.";
        throw new FailureException(new Failure(Reasons.SpaceMismatch, message)
        {
            Preconditions = [new Precondition(Reasons.SpaceMismatch, $"collections/{build.Collection}", message)],
            Metadata = new Dictionary<string, string>
            {
                ["collection_space"] = build.Space.SpaceId,
                ["encoder_space"] = encoder.SpaceId,
                ["encoder_bundle"] = encoder.BundleId,
                ["physical_collection"] = build.PhysicalName,
            },
        });
    }
}
