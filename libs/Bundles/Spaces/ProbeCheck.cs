namespace Kale.Bundles;

/// <summary>Compares vectors with probes, one check after the other, the plainest first.</summary>
internal static class ProbeCheck
{
    // A length that is off by more than a cosine of 1e-4 could explain is another encoder's.
    private const double LengthTolerance = 0.01;

    public static ProbeReport Run(ProbeSet probes, IReadOnlyList<float[]> vectors)
    {
        if (vectors.Count != probes.Probes.Count || vectors.Count == 0)
        {
            var counts = $"{vectors.Count} vectors for {probes.Probes.Count} probes of {probes.SpaceId}: "
                + "nothing is verified.";
            return new ProbeReport(probes.SpaceId, [], counts, Passed: false);
        }

        var results = probes.Probes.Zip(vectors, (probe, vector) => Check(probes, probe, vector)).ToList();
        return new ProbeReport(
            probes.SpaceId, results, Describe(probes, results), results.TrueForAll(result => result.Problem is null));
    }

    private static ProbeResult Check(ProbeSet probes, Probe probe, float[] vector)
    {
        if (vector.Length != probe.Reference.Length)
        {
            return Failed(probe, $"the vector has {vector.Length} dims, the space has {probe.Reference.Length}");
        }

        if (!VectorMath.IsUsable(vector))
        {
            return Failed(probe, "the vector is zero or not finite");
        }

        var reference = VectorMath.Cosine(vector, probe.Reference);
        var own = VectorMath.Cosine(vector, probe.Own);
        return new ProbeResult(probe, reference, own, Problem(probes, probe, vector, reference, own));
    }

    private static ProbeResult Failed(Probe probe, string problem) => new(probe, double.NaN, double.NaN, problem);

    private static string? Problem(ProbeSet probes, Probe probe, float[] vector, double reference, double own)
    {
        var (length, expected) = (VectorMath.Norm(vector), VectorMath.Norm(probe.Own));
        return reference < probes.MinCosine
            ? $"the cosine to the reference encoder is {reference:0.0000}, at least {probes.MinCosine:0.0000} is "
                + "required"
            : own < 1 - probes.OwnTolerance
            ? $"the cosine to this encoder's own vector is {own:0.000000}, at least "
                + $"{1 - probes.OwnTolerance:0.000000} is required"
            : Math.Abs(length - expected) > LengthTolerance * expected
            ? $"the vector's length is {length:0.0000}, {expected:0.0000} is required"
            : null;
    }

    private static string Describe(ProbeSet probes, List<ProbeResult> results)
    {
        var failed = results.Count(result => result.Problem is not null);
        if (failed == 0)
        {
            return $"All {results.Count} probes of {probes.SpaceId} reproduced; "
                + $"worst cosine to the reference {results.Min(r => r.ReferenceCosine):0.0000}.";
        }

        var first = results.FindIndex(result => result.Problem is not null);
        return $"The encoder does not reproduce the probes of {probes.SpaceId}: {failed} of {results.Count} fail. "
            + $"Probe {first + 1} ({results[first].Probe.Role.ToString().ToLowerInvariant()} "
            + $"'{Short(results[first].Probe.Text)}'): {results[first].Problem}. "
            + "Its weights, tokenizer or prompts are not those the bundle was made with; make or get the bundle anew.";
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
