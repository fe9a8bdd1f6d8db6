using System.Globalization;
using System.Text.RegularExpressions;

namespace Kale.Bundles;

/// <summary>
/// Which tensors may lie beside those of the encoder: heads, which change no vector. A tensor that nobody here knows,
/// such as an adapter's or a quantized weight's scale, is refused: what it does would be left out.
/// </summary>
internal static partial class WeightNames
{
    private static readonly string[] s_heads =
    [
        "pooler.", "cls.", "classifier.", "qa_outputs.", "lm_head.", "pre_classifier.", "vocab_transform.",
        "vocab_layer_norm.", "vocab_projector.", "generator_predictions.", "generator_lm_head.",
        "discriminator_predictions.", "predictions.", "sop_classifier.", "head.", "decoder.",
    ];

    // Saved before transformers 4.31: 0, 1, 2 …, and zeros.
    private static readonly string[] s_buffers = ["embeddings.position_ids", "embeddings.token_type_ids"];

    /// <exception cref="BundleException">One is refused; the message names it.</exception>
    public static void RequireKnown(IEnumerable<string> names, string prefix, EncoderConfig config)
    {
        var own = config.Family.Names.Of(config).Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var unknown = names.FirstOrDefault(name => !IsKnown(name, prefix, own, config));
        if (unknown is not null)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"Tensor '{unknown}' is no part of the encoder or of a head of it, and may change its vectors; "
                    + "use an encoder without it, or save this one without it if it changes none.");
        }
    }

    /// <summary>
    /// What the first releases called a norm's weight and bias: <c>LayerNorm.gamma</c> and <c>LayerNorm.beta</c>.
    /// </summary>
    public static string Old(string name)
    {
        var dot = name.LastIndexOf('.');
        var isNorm = dot > 0 && name[..dot].EndsWith("norm", StringComparison.OrdinalIgnoreCase);
        return !isNorm ? name : name[dot..] switch
        {
            ".weight" => $"{name[..dot]}.gamma",
            ".bias" => $"{name[..dot]}.beta",
            _ => name,
        };
    }

    private static bool IsKnown(string name, string prefix, HashSet<string> own, EncoderConfig config)
    {
        var inner = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        return own.Contains(inner) || own.Any(known => Old(known) == inner) || s_buffers.Contains(inner)
            || s_heads.Any(head => inner.StartsWith(head, StringComparison.Ordinal))
            || IsLeftOut(inner, config);
    }

    // config.json may say fewer layers than were saved: those behind do not run.
    private static bool IsLeftOut(string name, EncoderConfig config)
    {
        var path = config.Family.Names.LayerPath.Split("{0}");
        return config.LayerGroups == 0 && name.StartsWith(path[0], StringComparison.Ordinal)
            && LayerNumber().Match(name, path[0].Length) is { Success: true } match
            && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) >= config.Layers;
    }

    [GeneratedRegex(@"\G\.?([0-9]{1,6})\.")]
    private static partial Regex LayerNumber();
}
