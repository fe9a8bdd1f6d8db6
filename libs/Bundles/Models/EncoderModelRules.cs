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
            model.MaxTokens is >= 3 && model.MaxTokens <= model.Config.MaxPositions,
            $"The longest input is {model.MaxTokens} tokens; it must be 3 to {model.Config.MaxPositions}, "
                + "the rows of the position embeddings.");
        Check(
            (model.Kind == BundleKind.CrossEncoder) == (model.Config.Labels > 0),
            $"A {(model.Kind == BundleKind.CrossEncoder ? "cross" : "dual")} encoder cannot have "
                + $"{model.Config.Labels} labels.");
        Check(
            model.Kind == BundleKind.DualEncoder || model.Config.TypeVocabSize > 1,
            "A cross encoder tells its two texts apart by token types 0 and 1, but type_vocab_size is 1.");
        return model;
    }

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
