using System.Globalization;
using System.Text.RegularExpressions;

namespace Kale.Bundles;

/// <summary>
/// Which tensors may lie beside those of the encoder: heads, which change no vector. A tensor that nobody here knows,
/// such as an adapter's or a quantized weight's scale, is refused: what it does would be left out.
/// </summary>
internal static partial class WeightNames
{
    private static readonly string[] s_heads = ["pooler.", "cls.", "classifier.", "qa_outputs.", "lm_head."];

    // Saved before transformers 4.31: 0, 1, 2 …, and zeros.
    private static readonly string[] s_buffers = ["embeddings.position_ids", "embeddings.token_type_ids"];

    /// <exception cref="BundleException">One is refused; the message names it.</exception>
    public static void RequireKnown(IEnumerable<string> names, string prefix, EncoderConfig config)
    {
        var own = EncoderTensors.Backbone(config).Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var unknown = names.FirstOrDefault(name => !IsKnown(name, prefix, own, config.Layers));
        if (unknown is not null)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"Tensor '{unknown}' is no part of the encoder or of a head of it, and may change its vectors; "
                    + "use an encoder without it, or save this one without it if it changes none.");
        }
    }

    private static bool IsKnown(string name, string prefix, HashSet<string> own, int layers)
    {
        var inner = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        var today = inner.Replace("LayerNorm.gamma", "LayerNorm.weight").Replace("LayerNorm.beta", "LayerNorm.bias");
        return own.Contains(today) || s_buffers.Contains(inner)
            || s_heads.Any(head => inner.StartsWith(head, StringComparison.Ordinal))
            || IsLeftOut(today, layers);
    }

    // config.json may say fewer layers than were saved: those behind do not run.
    private static bool IsLeftOut(string name, int layers) =>
        Layer().Match(name) is { Success: true } match
        && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) >= layers;

    [GeneratedRegex(@"\Aencoder\.layer\.([0-9]{1,6})\.")]
    private static partial Regex Layer();
}
