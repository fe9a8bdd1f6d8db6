namespace Kale.Bundles.Tests;

/// <summary>Bundles of tiny encoders, written as the suite writes them.</summary>
internal static class WrittenBundles
{
    public static readonly Provenance Provenance = new()
    {
        Source = "made up",
        Loss = "kl",
        Steps = 12,
        Created = new DateTimeOffset(2025, 11, 21, 4, 0, 0, TimeSpan.Zero),
        Quality = new Dictionary<string, double> { ["scifact/ndcg@10"] = 0.6491 },
    };

    public static readonly IReadOnlySet<EncoderRole> BothRoles =
        new HashSet<EncoderRole> { EncoderRole.Query, EncoderRole.Context };

    public static Bundle Write(
        string parent, EncoderModel? model = null, string name = "tiny", params BundleFile[] extra)
    {
        model ??= TinyEncoders.Dual();
        return model.Kind == BundleKind.CrossEncoder
            ? BundleWriter.Write(parent, name, model, null, new HashSet<EncoderRole>(), Provenance, extra)
            : BundleWriter.Write(parent, name, model, SpaceDefinition.Symmetric(model), BothRoles, Provenance, extra);
    }

    public static ProbeSet Probes(EncoderModel model, int count = 4)
    {
        var random = new Random(5);
        var probes = ProbeTexts.Default.Take(count).Select((text, i) =>
        {
            var vector = Unit(random, model.Dims);
            return new Probe(text, i % 2 == 0 ? EncoderRole.Query : EncoderRole.Context, vector, [.. vector]);
        });
        return new ProbeSet(SpaceDefinition.Symmetric(model).Id, 0.95, ProbeSet.DefaultOwnTolerance, [.. probes]);
    }

    private static float[] Unit(Random random, int dims)
    {
        var vector = Enumerable.Range(0, dims).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var length = MathF.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => x / length)];
    }
}
