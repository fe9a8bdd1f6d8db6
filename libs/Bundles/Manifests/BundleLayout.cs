namespace Kale.Bundles;

/// <summary>
/// The files of a bundle as sentence-transformers, transformers and their kin read them. A cross encoder is a plain
/// transformers directory: without modules.json, under the names of BertForSequenceClassification.
/// </summary>
internal static class BundleLayout
{
    public static IEnumerable<BundleFile> FilesOf(EncoderModel model)
    {
        yield return BundleFile.OfText("config.json", JsonText.Write(model.Config.ToJson()));
        yield return BundleFile.OfText("config_sentence_transformers.json", JsonText.Write(PromptsJson.Write(model)));
        yield return BundleFile.OfText("sentence_bert_config.json", JsonText.Write(TransformerJson.Write(model)));
        yield return BundleFile.OfText("tokenizer.json", model.Tokenizer.ToTokenizerJson());
        yield return BundleFile.OfText("vocab.txt", model.Tokenizer.ToVocabText());
        yield return BundleFile.OfText(
            "tokenizer_config.json", JsonText.Write(TokenizerConfigJson.Write(model.Tokenizer.Settings, model.MaxTokens)));
        yield return BundleFile.OfText(
            "special_tokens_map.json", JsonText.Write(TokenizerConfigJson.SpecialTokensMap(model.Tokenizer.Settings)));
        yield return new BundleFile("model.safetensors", stream => SafeTensors.Write(stream, WeightsOf(model)));
        foreach (var file in model.Kind == BundleKind.DualEncoder ? ModulesOf(model) : [])
        {
            yield return file;
        }
    }

    private static IEnumerable<BundleFile> ModulesOf(EncoderModel model)
    {
        var projected = model.Weights.TryGet(EncoderTensors.ProjectionWeight, out _);
        yield return BundleFile.OfText("modules.json", JsonText.Write(SentenceTransformersModules.Write(projected, model.Normalize)));
        yield return BundleFile.OfText(
            "1_Pooling/config.json", JsonText.Write(PoolingJson.Write(model.Pooling, model.Config.HiddenSize)));
        if (projected)
        {
            yield return BundleFile.OfText(
                "2_Dense/config.json", JsonText.Write(DenseProjection.WriteConfig(model.Config.HiddenSize, model.Dims)));
            yield return new BundleFile(
                "2_Dense/model.safetensors", stream => SafeTensors.Write(stream, DenseProjection.WeightsOf(model.Weights)));
        }
    }

    private static TensorSet WeightsOf(EncoderModel model)
    {
        var own = model.UsedTensors.Where(t => !t.Name.StartsWith("projection.", StringComparison.Ordinal));
        return new TensorSet(own.Select(t => Renamed(model.Kind, model.Weights[t.Name])));
    }

    private static Tensor Renamed(BundleKind kind, Tensor tensor) =>
        kind == BundleKind.CrossEncoder && !tensor.Name.StartsWith("classifier.", StringComparison.Ordinal)
            ? new Tensor("bert." + tensor.Name, tensor.Shape, tensor.Data)
            : tensor;
}
