namespace Kale.Bundles;

/// <summary>The activations that encoders have, by Hugging Face's names.</summary>
public static class Activations
{
    /// <summary>By the error function (arXiv 1606.08415).</summary>
    public const string Gelu = "gelu";

    /// <summary>Its form with tanh, section 2 there.</summary>
    public const string GeluTanh = "gelu_new";

    /// <summary>x · sigmoid(x).</summary>
    public const string Silu = "silu";

    /// <summary>max(x, 0).</summary>
    public const string Relu = "relu";

    /// <summary>tanh(x).</summary>
    public const string Tanh = "tanh";

    // What transformers calls them too.
    private static readonly Dictionary<string, string> s_others = new()
    {
        ["gelu_pytorch_tanh"] = GeluTanh,
        ["gelu_python"] = Gelu,
        ["swish"] = Silu,
    };

    /// <summary>The name here of an activation that is computed here; null of any other.</summary>
    public static string? Known(string name) =>
        s_others.TryGetValue(name, out var known) ? known : name is Gelu or GeluTanh or Silu or Relu ? name : null;
}
