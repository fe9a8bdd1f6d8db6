using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// The files of a bundle as sentence-transformers, transformers and their kin read them. A cross encoder is a plain
/// transformers directory: without modules.json, under the names of its family's class that classifies.
/// </summary>
internal static class BundleLayout
{
    public static IEnumerable<BundleFile> FilesOf(EncoderModel model)
    {
        var tokenizer = model.Tokenizer;
        yield return Json("config.json", Grouped(model).ToJson());
        yield return Json("config_sentence_transformers.json", PromptsJson.Write(model));
        yield return Json("sentence_bert_config.json", TransformerJson.Write(model));
        yield return BundleFile.OfText("tokenizer.json", tokenizer.ToTokenizerJson());
        if (tokenizer.Pipeline is null) { yield return BundleFile.OfText("vocab.txt", tokenizer.ToVocabText()); }
        yield return Json("tokenizer_config.json", TokenizerConfigJson.Write(tokenizer, model.MaxTokens));
        yield return Json("special_tokens_map.json", TokenizerConfigJson.SpecialTokensMap(tokenizer));
        yield return new BundleFile("model.safetensors", stream => SafeTensors.Write(stream, WeightsOf(model)));
        foreach (var file in model.Kind == BundleKind.DualEncoder ? ModulesOf(model) : [])
        {
            yield return file;
        }
    }

    private static IEnumerable<BundleFile> ModulesOf(EncoderModel model)
    {
        var projected = model.Weights.TryGet(EncoderTensors.ProjectionWeight, out _);
        yield return Json("modules.json", SentenceTransformersModules.Write(projected, model.Normalize));
        yield return Json("1_Pooling/config.json", PoolingJson.Write(model.Pooling, model.Config.HiddenSize));
        if (projected)
        {
            var weights = DenseProjection.WeightsOf(model.Weights);
            yield return Json("2_Dense/config.json", DenseProjection.WriteConfig(model.Config.HiddenSize, model.Dims));
            yield return new BundleFile("2_Dense/model.safetensors", stream => SafeTensors.Write(stream, weights));
        }
    }

    private static BundleFile Json(string path, JsonNode json) => BundleFile.OfText(path, JsonText.Write(json));

    private static TensorSet WeightsOf(EncoderModel model)
    {
        var (family, isCross) = (model.Config.Family, model.Kind == BundleKind.CrossEncoder);
        var prefix = isCross ? family.TensorPrefix : "";
        var encoder = family.Names.Of(Grouped(model)).DistinctBy(own => own.Name)
            .Select(own => own.Join(model.Weights));
        var head = isCross ? EncoderTensors.Classifier(model.Config) : [];
        return new TensorSet(
        [
            .. encoder.Select(tensor => tensor.Named(prefix + tensor.Name)),
            .. head.Select(part => model.Weights[part.Name].Named(family.ClassifierTensor(part.Name))),
        ]);
    }

    // Layers that shared their weights may have learnt each its own.
    private static EncoderConfig Grouped(EncoderModel model)
    {
        var config = model.Config;
        if (config.LayerGroups == 0) { return config; }
        var shared = EncoderTensors.Backbone(config).All(tensor => IsFirst(model, tensor.Name));
        return config with { LayerGroups = shared ? 1 : config.Layers };
    }

    private static bool IsFirst(EncoderModel model, string name)
    {
        var parts = name.Split('.');
        return !name.StartsWith("encoder.layer.", StringComparison.Ordinal) || model.Weights[name].Data.AsSpan()
            .SequenceEqual(model.Weights[string.Join('.', [.. parts[..2], "0", .. parts[3..]])].Data);
    }
}
