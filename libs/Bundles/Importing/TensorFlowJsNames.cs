namespace Kale.Bundles;

/// <summary>The names TensorFlow gave BERT's weights, against the canonical ones.</summary>
internal static class TensorFlowJsNames
{
    public const string WordEmbeddings = "unknown";
    public const string PositionEmbeddings = "unknown_0";
    public const string TypeEmbeddings = "unknown_1";
    public const string Epsilon = $"{Bert}/embeddings/LayerNorm/batchnorm/add/y";
    private const string Bert = "StatefulPartitionedCall/model/tf_bert_model/bert";

    public static string Layer(int index) => $"{Bert}/encoder/layer_._{index}";

    public static TensorSet ToCanonical(TensorFlowJsWeights weights, EncoderConfig config)
    {
        var tensors = new TensorSet();
        foreach (var (name, _) in EncoderTensors.Backbone(config))
        {
            var (source, transposed) = SourceOf(name);
            tensors.Add(transposed ? Transpose(name, weights[source]) : weights[source].Named(name));
        }

        return tensors;
    }

    private static (string Source, bool Transposed) SourceOf(string name)
    {
        switch (name)
        {
            case "embeddings.word_embeddings.weight": return (WordEmbeddings, false);
            case "embeddings.position_embeddings.weight": return (PositionEmbeddings, false);
            case "embeddings.token_type_embeddings.weight": return (TypeEmbeddings, false);
        }

        var dot = name.LastIndexOf('.');
        var path = $"{Bert}/{name[..dot].Replace('.', '/').Replace("encoder/layer/", "encoder/layer_._")}";
        return (path.EndsWith("/LayerNorm", StringComparison.Ordinal), name[dot..] == ".bias") switch
        {
            (true, false) => ($"{path}/batchnorm/mul/ReadVariableOp", false),
            (true, true) => ($"{path}/batchnorm/ReadVariableOp", false),
            (false, false) => ($"{path}/Tensordot/ReadVariableOp", true),
            (false, true) => ($"{path}/BiasAdd/ReadVariableOp", false),
        };
    }

    // TensorFlow computes x·W with W [in, out]; the canonical weight is [out, in].
    private static Tensor Transpose(string name, Tensor kernel)
    {
        if (kernel.Shape.Length != 2)
        {
            throw new BundleException(
                BundleError.WrongShape, $"The weight '{kernel.Name}' has shape {Tensor.Format(kernel.Shape)}; "
                    + "two axes are expected.");
        }

        var (inputs, outputs) = (kernel.Shape[0], kernel.Shape[1]);
        var data = new float[kernel.Count];
        for (var row = 0; row < inputs; row++)
        {
            for (var column = 0; column < outputs; column++)
            {
                data[(column * inputs) + row] = kernel.Data[(row * outputs) + column];
            }
        }

        return new Tensor(name, [outputs, inputs], data);
    }
}
