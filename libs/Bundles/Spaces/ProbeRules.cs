namespace Kale.Bundles;

/// <summary>What a set of probes must be before anything is compared with it.</summary>
internal static class ProbeRules
{
    public static ProbeSet Checked(ProbeSet probes)
    {
        Check(probes.Probes.Count > 0, "there are no probes, so nothing can be verified");
        Check(probes.MinCosine is > -1 and <= 1, $"min_cosine is {probes.MinCosine}; a number up to 1 is expected");
        Check(probes.OwnTolerance is >= 0 and < 1, $"own_tolerance is {probes.OwnTolerance}; 0 to 1 is expected");
        var dims = probes.Probes[0].Reference.Length;
        for (var i = 0; i < probes.Probes.Count; i++)
        {
            var probe = probes.Probes[i];
            Check(
                probe.Reference.Length == dims && probe.Own.Length == dims,
                $"probe {i + 1} has vectors of {probe.Reference.Length} and {probe.Own.Length} dims, "
                    + $"the first one of {dims}");
            Check(
                VectorMath.IsUsable(probe.Reference) && VectorMath.IsUsable(probe.Own),
                $"probe {i + 1} has a vector that is zero or not finite");
        }

        return probes;
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new BundleException(BundleError.Corrupt, $"{what}. Make the probes anew.");
        }
    }
}
