using System.Text.Json;

namespace Kale.Bundles;

/// <summary>
/// probes.json: the proof that an encoder speaks its space's language. Before an encoder is served, it encodes the
/// probes' texts; each vector must be close enough to the reference encoder's, and equal to what this encoder made
/// before.
/// </summary>
/// <param name="SpaceId">The space of all vectors.</param>
/// <param name="MinCosine">The least cosine to the reference that the space tolerates.</param>
/// <param name="OwnTolerance">The largest 1 − cosine to the encoder's own earlier vector.</param>
/// <param name="Probes">The texts with their vectors.</param>
public sealed record ProbeSet(string SpaceId, double MinCosine, double OwnTolerance, IReadOnlyList<Probe> Probes)
{
    /// <summary>The file's name in a bundle.</summary>
    public const string FileName = "probes.json";

    /// <summary>Enough for another machine, thread count or form of the same graph; 1 − cosine.</summary>
    public const double DefaultOwnTolerance = 1e-4;

    /// <summary>Reads a probes.json.</summary>
    /// <exception cref="BundleException">The file is missing or malformed.</exception>
    public static ProbeSet Read(string path)
    {
        var probes = ManifestJson.Read<ProbeSet>(path, FileAccessor.ReadAllBytes(path));
        return Located.At(path, () => ProbeRules.Checked(probes));
    }

    /// <summary>The text of probes.json.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ManifestJson.Options) + "\n";

    /// <summary>The file for <see cref="BundleWriter"/>.</summary>
    public BundleFile ToFile() => BundleFile.OfText(FileName, ToJson());

    /// <summary>
    /// Compares the vectors that an encoder made of the probes' texts, in their order, with what they must be.
    /// </summary>
    public ProbeReport Verify(IReadOnlyList<float[]> vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return ProbeCheck.Run(this, vectors);
    }
}
