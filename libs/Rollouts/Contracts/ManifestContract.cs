using Google.Protobuf.WellKnownTypes;
using Kale.Bundles;
using Kale.V1;

namespace Kale.Rollouts.Contracts;

/// <summary>Manifests of bundles in the words of the contract.</summary>
public static class ManifestContract
{
    /// <summary>The same manifest, without the definition of its space.</summary>
    public static EncoderManifest ToContract(BundleManifest manifest) => new()
    {
        BundleId = manifest.Id,
        Name = manifest.Name,
        Kind = manifest.Kind == BundleKind.CrossEncoder ? EncoderKind.CrossEncoder : EncoderKind.DualEncoder,
        SpaceId = manifest.SpaceId,
        Dims = (uint)manifest.Dims,
        Metric = ToContract(manifest.Metric),
        Pooling = manifest.Pooling.ToString().ToLowerInvariant(),
        Normalized = manifest.Normalize,
        QueryPrompt = manifest.Prompts.Query,
        DocumentPrompt = manifest.Prompts.Document,
        MaxTokens = (uint)manifest.MaxTokens,
        Layers = (uint)manifest.Layers,
        LayersKept = { manifest.LayersKept.Select(layer => (uint)layer) },
        TokenizerHash = manifest.TokenizerHash,
        Provenance = ToContract(manifest.Provenance),
        Files = { manifest.Files.Select(file => ToContract(file.Key, file.Value)) },
    };

    private static V1.Metric ToContract(Bundles.Metric metric) => metric switch
    {
        Bundles.Metric.Cosine => V1.Metric.Cosine,
        Bundles.Metric.Dot => V1.Metric.Dot,
        Bundles.Metric.Euclid => V1.Metric.Euclid,
        _ => V1.Metric.Unspecified,
    };

    private static V1.Provenance ToContract(Bundles.Provenance provenance) => new()
    {
        Source = provenance.Source,
        JobId = provenance.Job,
        TeacherBundleId = provenance.Teacher,
        DataHash = provenance.DataHash,
        Loss = provenance.Loss,
        Steps = (ulong)provenance.Steps,
        Created = Timestamp.FromDateTimeOffset(provenance.Created),
        Quality = { new Dictionary<string, double>(provenance.Quality) },
        AlignedOn = { provenance.AlignedOn.Select(ToContract) },
    };

    private static V1.TextSource ToContract(Bundles.TextSource source) => new()
    {
        Kind = source.Kind,
        Name = source.Name,
        Texts = (ulong)source.Texts,
        Documents = (ulong)source.Documents,
        Barren = (ulong)source.Barren,
        Fingerprint = source.Fingerprint,
    };

    private static V1.BundleFile ToContract(string path, FileEntry file) =>
        new() { Path = path, Sha256 = file.Sha256, Size = (ulong)file.Size };
}
