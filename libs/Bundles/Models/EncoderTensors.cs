namespace Kale.Bundles;

/// <summary>
/// The tensors of an encoder of any family under their canonical names (Hugging Face's BertModel without <c>bert.</c>,
/// and beside these what BERT does not have) with their shapes. Linear weights are [out, in].
/// </summary>
public static class EncoderTensors
{
    /// <summary>Weight of the projection after pooling, [dims, hidden].</summary>
    public const string ProjectionWeight = "projection.weight";

    /// <summary>Bias of the projection after pooling, [dims].</summary>
    public const string ProjectionBias = "projection.bias";

    /// <summary>The word embeddings, [tokens, embedding].</summary>
    public const string Words = "embeddings.word_embeddings.weight";

    /// <summary>The biases of distances, [buckets, heads].</summary>
    public const string RelativeBias = "encoder.relative_attention_bias.weight";

    /// <summary>The tensors of the encoder alone: embeddings and layers.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Backbone(EncoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return
        [
            .. Embeddings(config),
            .. Enumerable.Range(0, config.Layers).SelectMany(n => Layer(config, n)),
            .. If(config.Parts.FinalNorm, Norm(config, "encoder.LayerNorm", config.HiddenSize)),
        ];
    }

    /// <summary>The pooler and classifier of a cross encoder.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Classifier(EncoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (parts, hidden) = (config.Parts.Classifier, config.HiddenSize);
        return [.. Linear("pooler.dense", hidden, hidden, parts.Bias),
            .. If(parts.Norm, Norm(config, "pooler.LayerNorm", hidden)),
            .. Linear("classifier", config.Labels, hidden)];
    }

    /// <summary>The projection of a dual encoder to <paramref name="dims"/>.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Projection(EncoderConfig config, int dims)
    {
        ArgumentNullException.ThrowIfNull(config);
        return [(ProjectionWeight, [dims, config.HiddenSize]), (ProjectionBias, [dims])];
    }

    private static IEnumerable<(string Name, int[] Shape)> Embeddings(EncoderConfig config)
    {
        var (parts, width) = (config.Parts, config.EmbeddingSize);
        return
        [
            (Words, [config.VocabSize, width]),
            .. If(parts.Positions, ("embeddings.position_embeddings.weight", [config.MaxPositions, width])),
            .. If(config.TypeVocabSize > 0,
                ("embeddings.token_type_embeddings.weight", [config.TypeVocabSize, width])),
            .. If(parts.EmbeddingNorm, Norm(config, "embeddings.LayerNorm", width)),
            .. If(parts.EmbeddingProjection, Linear("embeddings.projection", config.HiddenSize, width)),
            .. If(config.RelativeBuckets > 0, (RelativeBias, [config.RelativeBuckets, config.Heads])),
        ];
    }

    private static IEnumerable<(string Name, int[] Shape)> Layer(EncoderConfig config, int index)
    {
        var (prefix, hidden, parts) = ($"encoder.layer.{index}", config.HiddenSize, config.Parts);
        var (behind, before) = (parts.Placement != NormPlacement.Pre, parts.Placement != NormPlacement.Post);
        return
        [
            .. If(before && (parts.FirstNorm || index > 0), Norm(config, $"{prefix}.attention.LayerNorm", hidden)),
            .. Attention(config, $"{prefix}.attention"),
            .. If(behind, Norm(config, $"{prefix}.attention.output.LayerNorm", hidden)),
            .. If(before, Norm(config, $"{prefix}.intermediate.LayerNorm", hidden)),
            .. Linear($"{prefix}.intermediate.dense", config.IntermediateSize, hidden, parts.InnerBias),
            .. If(parts.Gated, Linear($"{prefix}.intermediate.gate", config.IntermediateSize, hidden, parts.InnerBias)),
            .. Linear($"{prefix}.output.dense", hidden, config.IntermediateSize, parts.OuterBias),
            .. If(behind, Norm(config, $"{prefix}.output.LayerNorm", hidden)),
        ];
    }

    private static IEnumerable<(string Name, int[] Shape)> Attention(EncoderConfig config, string name)
    {
        var (hidden, parts, size) = (config.HiddenSize, config.Parts, config.HeadSize);
        var (queries, keys) = (config.Heads * size, config.KeyValueHeads * size);
        return
        [
            .. Linear($"{name}.self.query", queries, hidden, parts.AttentionBias),
            .. Linear($"{name}.self.key", keys, hidden, parts.AttentionBias),
            .. Linear($"{name}.self.value", keys, hidden, parts.AttentionBias),
            .. If(parts.HeadNorms, Norm(config, $"{name}.self.query_LayerNorm", size)),
            .. If(parts.HeadNorms, Norm(config, $"{name}.self.key_LayerNorm", size)),
            .. Linear($"{name}.output.dense", hidden, queries, parts.AttentionOutputBias),
        ];
    }

    private static (string Name, int[] Shape)[] If(bool has, params (string Name, int[] Shape)[] tensors) =>
        has ? tensors : [];

    private static (string Name, int[] Shape)[] Linear(string name, int outputs, int inputs, bool bias = true) =>
        [($"{name}.weight", [outputs, inputs]), .. If(bias, ($"{name}.bias", [outputs]))];

    private static (string Name, int[] Shape)[] Norm(EncoderConfig config, string name, int size) =>
        [($"{name}.weight", [size]), .. If(config.Parts.NormBias, ($"{name}.bias", [size]))];
}
