namespace Kale.Bundles;

/// <summary>
/// The tensors of an encoder of any family under their canonical names (Hugging Face's BertModel without <c>bert.</c>)
/// with their shapes. Linear weights are [out, in].
/// </summary>
public static class EncoderTensors
{
    /// <summary>Weight of the projection after pooling, [dims, hidden].</summary>
    public const string ProjectionWeight = "projection.weight";

    /// <summary>Bias of the projection after pooling, [dims].</summary>
    public const string ProjectionBias = "projection.bias";

    /// <summary>The tensors of the encoder alone: embeddings and layers.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Backbone(EncoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Embeddings(config).Concat(Enumerable.Range(0, config.Layers).SelectMany(n => Layer(config, n)));
    }

    /// <summary>The pooler and classifier of a cross encoder.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Classifier(EncoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return [.. Linear("pooler.dense", config.HiddenSize, config.HiddenSize),
            .. Linear("classifier", config.Labels, config.HiddenSize)];
    }

    /// <summary>The projection of a dual encoder to <paramref name="dims"/>.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Projection(EncoderConfig config, int dims)
    {
        ArgumentNullException.ThrowIfNull(config);
        return [(ProjectionWeight, [dims, config.HiddenSize]), (ProjectionBias, [dims])];
    }

    private static IEnumerable<(string Name, int[] Shape)> Embeddings(EncoderConfig config) =>
    [
        ("embeddings.word_embeddings.weight", [config.VocabSize, config.HiddenSize]),
        ("embeddings.position_embeddings.weight", [config.MaxPositions, config.HiddenSize]),
        ("embeddings.token_type_embeddings.weight", [config.TypeVocabSize, config.HiddenSize]),
        .. Norm("embeddings.LayerNorm", config.HiddenSize),
    ];

    private static IEnumerable<(string Name, int[] Shape)> Layer(EncoderConfig config, int index)
    {
        var (prefix, hidden) = ($"encoder.layer.{index}", config.HiddenSize);
        return
        [
            .. Linear($"{prefix}.attention.self.query", hidden, hidden),
            .. Linear($"{prefix}.attention.self.key", hidden, hidden),
            .. Linear($"{prefix}.attention.self.value", hidden, hidden),
            .. Linear($"{prefix}.attention.output.dense", hidden, hidden),
            .. Norm($"{prefix}.attention.output.LayerNorm", hidden),
            .. Linear($"{prefix}.intermediate.dense", config.IntermediateSize, hidden),
            .. Linear($"{prefix}.output.dense", hidden, config.IntermediateSize),
            .. Norm($"{prefix}.output.LayerNorm", hidden),
        ];
    }

    private static (string Name, int[] Shape)[] Linear(string name, int outputs, int inputs) =>
        [($"{name}.weight", [outputs, inputs]), ($"{name}.bias", [outputs])];

    private static (string Name, int[] Shape)[] Norm(string name, int size) =>
        [($"{name}.weight", [size]), ($"{name}.bias", [size])];
}
