using Kale.Bundles;
using Kale.Retrieval.Agreement;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;

namespace Kale.Gateway.Gate;

/// <summary>
/// Whether the candidate speaks the space's language: its vectors of the registered probes against the registered
/// reference, whatever its own bundle says of itself.
/// </summary>
internal static class ProbeChecks
{
    private const double LengthTolerance = 1e-3;

    // Of all probes: a student takes a text for one that is like it, and no more.
    private const double Elsewhere = 0.25;
    private const double MostLost = 0.1;
    private const double MostLostOfOthers = 0.4;
    private const char LastLatin = '\u024F';

    public static IEnumerable<RolloutCheck> Of(
        RoutePolicy policy, RegisteredSpace space, IReadOnlyList<float[]?> vectors)
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
        yield return Language(policy, space, [.. vectors.OfType<float[]>()]);
        yield return LanguageChecks.OfDamage(
            [.. space.Probes.Zip(vectors, (probe, vector) => new VectorPair(probe.Text, probe.Reference, vector!))]);
    }

    private static RolloutCheck Language(RoutePolicy policy, RegisteredSpace space, List<float[]> vectors)
    {
        var nearest = vectors.Zip(space.Probes, (vector, probe) => VectorMath.Cosine(vector, probe.Reference)).Min();
        var ranks = Identification.Ranks(vectors, [.. space.Probes.Select(probe => probe.Reference)]);
        RolloutCheck[] checks =
        [
            RolloutCheck.AtLeast(
                CheckNames.Probes, nearest, policy.MinProbeCosine, vectors.Count,
                "the least cosine to the reference encoder"),
            Lost(policy, ranks, space, probe => true, "all probes", MostLost),
            Lost(
                policy, ranks, space, probe => !IsLatin(probe.Text), "probes in other scripts than Latin",
                MostLostOfOthers),
            RolloutCheck.AtLeast(
                CheckNames.Probes, Identification.Found(ranks), policy.MinProbesFound, vectors.Count,
                "the share of probes that find the reference encoder's vector of their text among all"),
        ];
        return checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed) ?? checks[^1];
    }

    // Where the policy asks for no probe to be found, they may lie anywhere.
    private static RolloutCheck Lost(
        RoutePolicy policy, IReadOnlyList<int> ranks, RegisteredSpace space, Func<SpaceProbe, bool> chosen,
        string which, double most)
    {
        var some = ranks.Where((_, i) => chosen(space.Probes[i])).ToList();
        return RolloutCheck.AtMost(
            CheckNames.Probes,
            some.Count == 0 ? 0 : some.Count(rank => rank > ranks.Count * Elsewhere) / (double)some.Count,
            policy.MinProbesFound > 0 ? most : 1, some.Count,
            $"of {which}, the share that lie nearer to the texts of others");
    }

    private static bool IsLatin(string text) =>
        text.Count(letter => char.IsLetter(letter) && letter > LastLatin) <= text.Length / 2;

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
