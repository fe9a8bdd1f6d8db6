using Kale.Bundles;

namespace Kale.Training.Weights;

/// <summary>Encoders made from the parts of others, as data: no network is needed.</summary>
public static class EncoderSurgery
{
    /// <summary>The encoder with only these layers, renumbered; embeddings, head and tokenizer stay.</summary>
    /// <param name="model">What is cut.</param>
    /// <param name="keep">Indices of its layers, ascending; none leaves embeddings, pooling and projection.</param>
    /// <exception cref="TrainingException">A layer that is not there, twice there, or out of order.</exception>
    public static EncoderModel KeepLayers(this EncoderModel model, IReadOnlyList<int> keep)
    {
        ArgumentNullException.ThrowIfNull(model);
        var kept = LayerPlans.Explicit(model.Config.Layers, keep);
        var weights = model.Weights.Tensors.Where(tensor => !IsLayer(tensor.Name))
            .Concat(kept.SelectMany((from, to) => model.Layer(from, to)));
        RequireFirst(model.Config, kept);
        return model with
        {
            Config = model.Config with
            {
                Layers = kept.Length,
                LayerKinds = ConfigKinds(model.Config, kept),
            },
            Weights = new TensorSet(weights),
            LayersKept = [.. kept.Select(layer => model.LayersKept[layer])],
        };
    }

    /// <summary>The encoder with some of its layers taken over by fresh ones (BERT's initial weights).</summary>
    public static EncoderModel WithFreshLayers(this EncoderModel model, IReadOnlyCollection<int> layers, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        var fresh = new FreshWeights(seed, model.Config.Parts.Norm);
        var names = layers.Select(layer => $"{Prefix(layer)}.").ToList();
        return model.Replace(
            tensor => names.Any(name => tensor.Name.StartsWith(name, StringComparison.Ordinal))
                ? fresh.Like(tensor.Name, tensor.Shape)
                : tensor);
    }

    /// <summary>
    /// A dual encoder whose vectors have <paramref name="dims"/> values, by a fresh projection after pooling.
    /// </summary>
    public static EncoderModel WithProjection(this EncoderModel model, int dims, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        var fresh = new FreshWeights(seed, model.Config.Parts.Norm);
        return model.WithHead("projection.", EncoderTensors.Projection(model.Config, dims), fresh);
    }

    /// <summary>A cross encoder on the backbone of any encoder, with a fresh pooler and classifier.</summary>
    public static EncoderModel ToCrossEncoder(this EncoderModel model, int labels, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        var config = model.Config with { Labels = labels };
        var cross = model.Backbone(config) with
        {
            Kind = BundleKind.CrossEncoder,
            Normalize = false,
            Prompts = Prompts.None,
        };
        return cross.WithHead(
            "classifier.", EncoderTensors.Classifier(config), new FreshWeights(seed, model.Config.Parts.Norm));
    }

    /// <summary>A dual encoder, mean-pooled and of length 1, on the backbone of any encoder.</summary>
    public static EncoderModel ToDualEncoder(this EncoderModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var backbone = model.Backbone(model.Config with { Labels = 0 });
        return backbone with { Kind = BundleKind.DualEncoder, Pooling = PoolingMode.Mean, Normalize = true };
    }

    // A layer keeps the window that its weights were made for.
    private static string ConfigKinds(EncoderConfig config, int[] kept)
    {
        var kinds = string.Concat(kept.Select(n => config.IsLocal(n) ? EncoderConfig.Sliding : EncoderConfig.Full));
        return kinds.Contains(EncoderConfig.Sliding) ? kinds : "";
    }

    private static void RequireFirst(EncoderConfig config, int[] kept)
    {
        if (!config.Parts.FirstNorm && kept is [> 0, ..])
        {
            throw LayerPlans.Refused(
                $"The first layer of {config.Family.Name} is made without a norm in front, so it stays the first: "
                    + "choose a plan that keeps layer 0, such as kale, even or first.");
        }
    }

    internal static EncoderModel Replace(this EncoderModel model, Func<Tensor, Tensor> change) =>
        model with { Weights = new TensorSet(model.Weights.Tensors.Select(change)) };

    private static EncoderModel Backbone(this EncoderModel model, EncoderConfig config) => model with
    {
        Config = config,
        Weights = new TensorSet(
            EncoderTensors.Backbone(config).Select(entry => model.Weights.Require(entry.Name, entry.Shape))),
        LayersKept = model.LayersKept,
    };

    private static EncoderModel WithHead(
        this EncoderModel model, string prefix, IEnumerable<(string Name, int[] Shape)> head, FreshWeights fresh)
    {
        var others = model.Weights.Tensors.Where(tensor => !tensor.Name.StartsWith(prefix, StringComparison.Ordinal));
        var added = head.Select(entry => fresh.Like(entry.Name, entry.Shape));
        return model with { Weights = new TensorSet(others.Concat(added)) };
    }

    private static IEnumerable<Tensor> Layer(this EncoderModel model, int from, int to) => model.Weights.Tensors
        .Where(tensor => tensor.Name.StartsWith($"{Prefix(from)}.", StringComparison.Ordinal))
        .Select(tensor => new Tensor(Prefix(to) + tensor.Name[Prefix(from).Length..], tensor.Shape, tensor.Data));

    private static bool IsLayer(string name) => name.StartsWith("encoder.layer.", StringComparison.Ordinal);

    private static string Prefix(int layer) => $"encoder.layer.{layer}";
}
