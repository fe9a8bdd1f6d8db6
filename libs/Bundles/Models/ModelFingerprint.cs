using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

        if (model.Kind == BundleKind.DualEncoder)
        {
            json["document_prompt"] = model.Prompts.Document;
            json["normalize"] = model.Normalize;
            json["pooling"] = model.Pooling.ToString();
            json["query_prompt"] = model.Prompts.Query;
        }

        return json;
    }
}
