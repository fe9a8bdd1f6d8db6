using System.Security.Cryptography;
using Kale.Bundles;
using Kale.Encoding.Batching;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Serving;

/// <summary>
/// Whether a bundle's onnx/model.onnx is the graph of its weights. The suite computes with a graph that it makes of the
/// weights itself; other tools open that file, and must not get other vectors.
/// </summary>
internal static class PortableGraph
{
    private const int Texts = 8;
    private const float Tolerance = 1e-3f;

    /// <summary>Whether this version would write the very file; of none there is nothing to say.</summary>
    public static bool IsOwn(Bundle bundle, EncoderModel model) =>
        !bundle.Has(EncoderGraph.PortableFile)
        || bundle.Manifest.Files[EncoderGraph.PortableFile].Sha256 == HashOf(model);

    /// <summary>Opens a file that another version or tool may have written, and compares what it computes.</summary>
    /// <exception cref="BundleException">It computes something else.</exception>
    public static void RequireSame(
        Bundle bundle, TextTokenizer tokenizer, IBatchRunner own, int padTokenId, InferenceOptions inference)
    {
        using var file = new EncoderSession(bundle.PathOf(EncoderGraph.PortableFile), inference, padTokenId);
        var inputs = Inputs(bundle.Manifest, tokenizer);
        if (!own.Run(inputs).Zip(file.Run(inputs)).All(rows => AreClose(rows.First, rows.Second)))
        {
            throw new BundleException(
                BundleError.Corrupt,
                $"{bundle.PathOf(EncoderGraph.PortableFile)}: does not compute what the bundle's weights do, so other "
                    + "tools would get other vectors. Do not use this bundle.");
        }
    }

    private static string HashOf(EncoderModel model)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            EncoderGraph.WritePortable(model, stream);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static TokenizedText[] Inputs(BundleManifest manifest, TextTokenizer tokenizer)
    {
        var texts = ProbeTexts.Default.Take(Texts).ToList();
        return manifest.Kind == BundleKind.CrossEncoder
            ? [.. texts.Zip(texts.Skip(1), (a, b) => tokenizer.EncodePair(a, b, manifest.MaxTokens))]
            : [.. texts.Select(text => tokenizer.Encode(manifest.Prompts.Query + text, manifest.MaxTokens))];
    }

    private static bool AreClose(float[] own, float[] other) => own.Length == other.Length && own.Zip(other).All(
        pair => Math.Abs(pair.First - pair.Second) <= Tolerance * Math.Max(1, Math.Abs(pair.First)));
}
