using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// The hash over what an encoder computes with: each used tensor, and the settings that no tensor's shape shows.
/// The metric, and the pad token's id where positions do not follow from it, change no vector and are not in it.
/// </summary>
internal static class ModelFingerprint
{
    public static string Of(EncoderModel model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(CanonicalJson.Bytes(Settings(model)));
        foreach (var (name, shape) in model.UsedTensors.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            var tensor = model.Weights.Require(name, shape);
            hash.AppendData(CanonicalJson.Bytes(new JsonArray(tensor.ToString())));
            hash.AppendData(MemoryMarshal.AsBytes(tensor.Data.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static JsonObject Settings(EncoderModel model)
    {
        var json = new JsonObject
        {
            ["activation"] = model.Config.HiddenActivation,
            ["heads"] = model.Config.Heads,
            ["kind"] = model.Kind.ToString(),
            ["layer_norm_epsilon"] = model.Config.LayerNormEpsilon,
            ["max_tokens"] = model.MaxTokens,
            ["tokenizer"] = model.Tokenizer.Hash,
        };
        // Of BERT nothing is said, as before there were others. Padding counts where positions follow from it.
        if (model.Config.Family.PositionsAfterPadding)
        {
            json["first_position"] = model.Config.FirstPosition;
            json["pad"] = model.Config.PadTokenId;
        }

        foreach (var (name, value) in BeyondBert(model.Config)) { json[name] = value; }

        if (model.Kind == BundleKind.DualEncoder)
        {
            json["document_prompt"] = model.Prompts.Document;
            json["normalize"] = model.Normalize;
            json["pooling"] = model.Pooling.ToString();
            json["query_prompt"] = model.Prompts.Query;
        }

        return json;
    }

    // What is as in BERT is not said, so that a part which is added one day changes no encoder without it.
    private static IEnumerable<(string Name, JsonNode? Value)> BeyondBert(EncoderConfig config)
    {
        (string, JsonNode?, bool)[] settings =
        [
            ("head_size", config.HeadSize, config.HeadSize != config.HiddenSize / config.Heads),
            ("layer_kinds", config.LayerKinds, config.LayerKinds.Length > 0),
            ("local_attention", config.LocalAttention, config.LayerKinds.Length > 0),
            ("local_rotary_base", config.LocalRotaryBase, config.LocalRotaryBase != config.RotaryBase),
            ("query_scalar", config.QueryScalar, config.QueryScalar != config.HeadSize),
            ("rotary_base", config.RotaryBase, config.RotaryBase != 0),
            ("rotary_factor", config.RotaryFactor, config.RotaryFactor != 1),
            .. Parts(config.Parts with { Classifier = config.Labels > 0 ? config.Parts.Classifier : new() }),
        ];
        return settings.Where(setting => setting.Item3).Select(setting => (setting.Item1, setting.Item2));
    }

    private static IEnumerable<(string, JsonNode?, bool)> Parts(EncoderParts parts)
    {
        var (own, bert) = (JsonSerializer.SerializeToNode(parts)!, JsonSerializer.SerializeToNode(new EncoderParts())!);
        return own.AsObject().Select(part => (
            $"part_{part.Key}", part.Value?.DeepClone(), !JsonNode.DeepEquals(part.Value, bert[part.Key])));
    }
}
