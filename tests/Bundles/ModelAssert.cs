namespace Kale.Bundles.Tests;

internal static class ModelAssert
{
    public static void Equal(EncoderModel expected, EncoderModel actual)
    {
        Assert.Equal(expected.Config, actual.Config);
        Assert.Equal(expected.Tokenizer, actual.Tokenizer);
        Assert.Equal(
            (expected.Kind, expected.Pooling, expected.Normalize, expected.Prompts,
                expected.MaxTokens, expected.Metric, expected.Dims),
            (actual.Kind, actual.Pooling, actual.Normalize, actual.Prompts,
                actual.MaxTokens, actual.Metric, actual.Dims));
        Assert.Equal(expected.LayersKept, actual.LayersKept);
        Assert.Equal(expected.Weights.Names.Order(), actual.Weights.Names.Order());
        Assert.All(expected.Weights.Tensors, tensor =>
        {
            Assert.Equal(tensor.Shape, actual.Weights[tensor.Name].Shape);
            Assert.Equal(tensor.Data, actual.Weights[tensor.Name].Data);
        });
        Assert.Equal(expected.Fingerprint, actual.Fingerprint);
    }
}
