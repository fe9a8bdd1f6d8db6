namespace Kale.VectorIndex.Schema;

/// <summary>What every vector must be before it meets the store.</summary>
internal static class VectorChecks
{
    public static void Require(IndexSpace space, DocumentPassages document)
    {
        if (document.Passages.Count == 0) throw Invalid($"The document '{document.DocumentId}' has no passages.");
        for (var i = 0; i < document.Passages.Count; i++)
            Require(space, document.Passages[i].Vector, $"passage {i} of document '{document.DocumentId}'");
    }

    public static void Require(IndexSpace space, float[] vector, string of)
    {
        if (vector.Length != space.Dims)
            throw Invalid($"The vector of {of} has {vector.Length} dimensions; {space.SpaceId} has {space.Dims}.");
        if (!Array.TrueForAll(vector, float.IsFinite))
            throw Invalid($"The vector of {of} holds a number that is not finite.");
    }

    private static VectorIndexException Invalid(string message) => new(VectorIndexError.InvalidVector, message);
}
