using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// 2_Dense of sentence-transformers: a linear layer after pooling, with the identity as its activation.
/// </summary>
internal static class DenseProjection
{
    private const string Identity = "torch.nn.modules.linear.Identity";

    public static IEnumerable<Tensor> Read(string directory, int hiddenSize)
    {
        var config = JsonFile.Read(Path.Combine(directory, "config.json"));
        RequireSupported(config, hiddenSize);
        var dims = config.Get<int>("out_features");
        var path = HuggingFaceWeights.PathIn(directory);
        return Located.At(path, () =>
        {
            var weights = SafeTensors.Read(path);
            var weight = weights.Require("linear.weight", dims, hiddenSize);
            var bias = config.Get("bias", true) ? weights.Require("linear.bias", dims).Data : new float[dims];
            return new[]
            {
                weight.Named(EncoderTensors.ProjectionWeight),
                new Tensor(EncoderTensors.ProjectionBias, [dims], bias),
            };
        });
    }

    public static JsonObject WriteConfig(int hiddenSize, int dims) => new()
    {
        ["in_features"] = hiddenSize,
        ["out_features"] = dims,
        ["bias"] = true,
        ["activation_function"] = Identity,
    };

    public static TensorSet WeightsOf(TensorSet weights) => new(
    [
        weights[EncoderTensors.ProjectionWeight].Named("linear.weight"),
        weights[EncoderTensors.ProjectionBias].Named("linear.bias"),
    ]);

    // What is not said is Tanh.
    private static void RequireSupported(JsonFile config, int hiddenSize)
    {
        ModelSettings.Dense.Check(config);
        if (config.Get("in_features", hiddenSize) != hiddenSize)
        {
            throw SettingTable.Refused(
                config, "in_features", config.Root["in_features"], $"the encoder makes {hiddenSize}");
        }

        if (!config.Has("activation_function"))
        {
            throw SettingTable.Refused(
                config, "activation_function", "torch.nn.modules.activation.Tanh", $"only {Identity} is");
        }
    }
}
