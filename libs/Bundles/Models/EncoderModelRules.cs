namespace Kale.Bundles;

/// <summary>What must hold between the parts of an encoder.</summary>
internal static class EncoderModelRules
{
    public static EncoderModel Checked(EncoderModel model)
    {
        foreach (var (name, shape) in model.UsedTensors)
        {
            CheckFinite(model.Weights.Require(name, shape));
        }

        Check(
            model.Tokenizer.Vocabulary.Count <= model.Config.VocabSize,
            $"The tokenizer has {model.Tokenizer.Vocabulary.Count} tokens but the word embeddings only "
                + $"{model.Config.VocabSize} rows; use the encoder's own tokenizer.");
        Check(
            model.MaxTokens >= LeastTokens(model) && model.MaxTokens <= model.Config.MaxInput,
            $"The longest input is {model.MaxTokens} tokens; it must be {LeastTokens(model)} to "
                + $"{model.Config.MaxInput}, which the rows of the position embeddings are for.");
        Check(
            (model.Kind == BundleKind.CrossEncoder) == (model.Config.Labels > 0),
            $"A {(model.Kind == BundleKind.CrossEncoder ? "cross" : "dual")} encoder cannot have "
                + $"{model.Config.Labels} labels.");
        Check(
            model.Kind == BundleKind.DualEncoder || model.Config.TypeVocabSize != 1 || !HasTypes(model.Tokenizer),
            "The tokenizer tells two texts apart by token types 0 and 1, but type_vocab_size is 1.");
        return model;
    }

    // What stands around the texts, and at least one token more.
    private static int LeastTokens(EncoderModel model) => model.Tokenizer.Pipeline is { } pipeline
        ? Math.Max(pipeline.OneText.Count, pipeline.TwoTexts.Count) + 1
        : 3;

    private static bool HasTypes(TokenizerModel tokenizer) => tokenizer.Pipeline?.TwoTexts.SecondType is not null
        || tokenizer.Pipeline is null;

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new BundleException(BundleError.WrongShape, message);
        }
    }

    private static void CheckFinite(Tensor tensor)
    {
        foreach (var value in tensor.Data)
        {
            if (!float.IsFinite(value))
            {
                throw new BundleException(
                    BundleError.Corrupt, $"Tensor '{tensor.Name}' contains {value}; weights must be finite numbers.");
            }
        }
    }
}
