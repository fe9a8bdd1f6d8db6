using Kale.Bundles;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>The activations of encoders in torch.</summary>
internal static class ActivationFunctions
{
    public static Func<Tensor, Tensor> Of(string name) => name switch
    {
        Activations.Gelu => x => nn.functional.gelu(x),
        Activations.GeluTanh => GeluTanh,
        Activations.Silu => x => nn.functional.silu(x),
        Activations.Relu => x => nn.functional.relu(x),
        Activations.Tanh => x => x.tanh(),
        _ => throw new BundleException(BundleError.Unsupported, $"There is no activation '{name}' here."),
    };

    // arXiv 1606.08415, section 2.
    private static Tensor GeluTanh(Tensor x) =>
        0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x.pow(3)))).tanh());
}
