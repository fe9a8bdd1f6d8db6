using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// 1_Pooling/config.json: one <c>pooling_mode</c> since sentence-transformers 5.4, and a true or false for each mode
/// before.
/// </summary>
internal static class PoolingJson
{
    private static readonly Dictionary<string, string> OldKeys = new(StringComparer.Ordinal)
    {
        ["pooling_mode_cls_token"] = "cls",
        ["pooling_mode_max_tokens"] = "max",
        ["pooling_mode_mean_tokens"] = "mean",
        ["pooling_mode_mean_sqrt_len_tokens"] = "mean_sqrt_len_tokens",
        ["pooling_mode_weightedmean_tokens"] = "weightedmean",
        ["pooling_mode_lasttoken"] = "lasttoken",
    };

    public static PoolingMode Read(JsonFile file, int hiddenSize, Prompts prompts)
    {
        ModelSettings.Pooling.Check(file);
        RequireWidth(file, hiddenSize);
        if (!file.Get("include_prompt", true) && prompts != Prompts.None)
        {
            throw new BundleException(
                BundleError.Unsupported, $"{file.Path}: include_prompt false is not supported: "
                    + "prompts are pooled here.");
        }

        return ModesOf(file) switch
        {
            [] => throw new BundleException(
                BundleError.Unsupported,
                $"{file.Path}: every pooling is false there; 'mean' or 'cls' is needed, or 'lasttoken'."),
            ["mean"] => PoolingMode.Mean,
            ["cls"] => PoolingMode.Cls,
            ["lasttoken"] => PoolingMode.Last,
            var modes => throw new BundleException(
                BundleError.Unsupported,
                $"{file.Path}: pooling '{string.Join(" + ", modes)}' is not supported; 'mean' and 'cls' are, "
                    + "and 'lasttoken'."),
        };
    }

    // embedding_dimension, the newest name of the width, is left out: releases before 5.4 stop at keys that
    // they do not know, and later ones read the old name too.
    public static JsonObject Write(PoolingMode pooling, int hiddenSize)
    {
        var json = new JsonObject
        {
            ["word_embedding_dimension"] = hiddenSize,
            ["pooling_mode"] = NameOf(pooling),
            ["pooling_mode_cls_token"] = pooling == PoolingMode.Cls,
            ["pooling_mode_mean_tokens"] = pooling == PoolingMode.Mean,
            ["pooling_mode_max_tokens"] = false,
            ["pooling_mode_mean_sqrt_len_tokens"] = false,
        };
        if (pooling == PoolingMode.Last) { json["pooling_mode_lasttoken"] = true; }
        return json;
    }

    private static string NameOf(PoolingMode pooling) => pooling switch
    {
        PoolingMode.Cls => "cls",
        PoolingMode.Last => "lasttoken",
        _ => "mean",
    };

    private static string[] ModesOf(JsonFile file)
    {
        if (file.Root["pooling_mode"] is JsonArray several)
        {
            return [.. several.Select(mode => mode?.ToString() ?? "null")];
        }

        if (file.TryGet<string>("pooling_mode", out var one))
        {
            return [one.ToLowerInvariant()];
        }

        // What is not said is false, but for the mean: so releases before 5.4 read it.
        return [.. OldKeys.Where(key => file.Get(key.Key, key.Value == "mean")).Select(key => key.Value)];
    }

    private static void RequireWidth(JsonFile file, int hiddenSize)
    {
        var width = file.Get("embedding_dimension", file.Get("word_embedding_dimension", hiddenSize));
        if (width != hiddenSize)
        {
            throw new BundleException(
                BundleError.WrongShape, $"{file.Path}: the pooling's width is {width}, "
                    + $"but the encoder's is {hiddenSize}.");
        }
    }
}
