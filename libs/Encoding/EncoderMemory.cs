using Kale.Bundles;

namespace Kale.Encoding;

/// <summary>
/// What an encoder takes of the memory, above what was measured: a test holds that it is. The weights are float32 there
/// whatever they are stored as, and while they are loaded they lie in arrays, in the graph, in its bytes, and in two
/// sessions of ONNX Runtime. Texts (the tokenizer, settings, probes, headers of tensors) take many times their bytes
/// while they are parsed. What a batch computes stays for the next one.
/// </summary>
/// <param name="Loaded">Bytes while it serves.</param>
/// <param name="Loading">Bytes at most while it is loaded, those that it keeps among them.</param>
public sealed record EncoderMemory(long Loaded, long Loading)
{
    private const int KeptOfWeights = 3;
    private const int TakenOfWeights = 10;
    private const int KeptOfTexts = 4;
    private const int TakenOfTexts = 27;
    private const int BatchTokens = 2048;

    /// <summary>Read from the bundle's manifest and the headers of its tensors.</summary>
    /// <exception cref="BundleException">A header is damaged.</exception>
    public static EncoderMemory Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var tensors = bundle.Manifest.Files.Keys.Where(IsOfTensors)
            .Select(file => SafeTensors.Measure(bundle.PathOf(file))).ToList();
        var weights = tensors.Sum(file => file.Values) * sizeof(float);
        var texts = tensors.Sum(file => file.HeaderBytes) + bundle.Manifest.Files.Where(file => IsText(file.Key))
            .Sum(file => file.Value.Size);
        var batch = BytesOfABatch(EncoderConfig.Read(bundle.PathOf("config.json")));
        return new EncoderMemory(
            (KeptOfWeights * weights) + (KeptOfTexts * texts) + batch,
            (TakenOfWeights * weights) + (TakenOfTexts * texts) + batch);
    }

    // Two of the feed-forward's width, and attention's queries, keys, values and what is around them: [tokens, width].
    private static long BytesOfABatch(EncoderConfig config) =>
        BatchTokens * sizeof(float) * ((2L * config.IntermediateSize) + (8L * config.HiddenSize));

    private static bool IsOfTensors(string file) => file.EndsWith(".safetensors", StringComparison.Ordinal);

    private static bool IsText(string file) =>
        file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".txt", StringComparison.Ordinal);
}
