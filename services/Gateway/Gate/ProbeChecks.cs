using Kale.Bundles;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Spaces;

namespace Kale.Gateway.Gate;

/// <summary>
/// Whether the candidate speaks the space's language: its vectors of the registered probes against the registered
/// reference, whatever its own bundle says of itself.
/// </summary>
internal static class ProbeChecks
{
    private const double LengthTolerance = 1e-3;

    public static IEnumerable<RolloutCheck> Of(RegisteredSpace space, IReadOnlyList<float[]?> vectors)
    {
        if (Problem(space, vectors) is { } problem)
        {
            yield return RolloutCheck.That(CheckNames.Vectors, false, vectors.Count, problem);
            yield return RolloutCheck.Skipped(CheckNames.Probes, "its vectors cannot be compared");
            yield break;
        }

        yield return RolloutCheck.That(
            CheckNames.Vectors, true, vectors.Count,
            $"{space.Dims} dimensions, finite{(space.Normalize ? ", of length 1" : "")}");
        var worst = vectors.Zip(space.Probes, (vector, probe) => VectorMath.Cosine(vector!, probe.Reference)).Min();
        yield return RolloutCheck.AtLeast(
            CheckNames.Probes, worst, space.MinProbeCosine, vectors.Count,
            "the least cosine to the reference encoder");
    }

    private static string? Problem(RegisteredSpace space, IReadOnlyList<float[]?> vectors)
    {
        for (var i = 0; i < vectors.Count; i++)
        {
            if (ProblemOf(space, vectors[i]) is { } problem)
                return $"probe {i + 1} '{Short(space.Probes[i].Text)}': {problem}";
        }

        return null;
    }

    private static string? ProblemOf(RegisteredSpace space, float[]? vector) => vector switch
    {
        null => "it was not encoded",
        _ when vector.Length != space.Dims => $"{vector.Length} dimensions, the space has {space.Dims}",
        _ when !VectorMath.IsUsable(vector) => "the vector is zero or not finite",
        _ when space.Normalize && Math.Abs(VectorMath.Norm(vector) - 1) > LengthTolerance =>
            $"the vector's length is {VectorMath.Norm(vector):0.0000}, not 1",
        _ => null,
    };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
