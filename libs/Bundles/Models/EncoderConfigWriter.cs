using System.Globalization;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary><see cref="EncoderConfig"/> → the keys of config.json that Hugging Face's class reads.</summary>
internal static class EncoderConfigWriter
{
    public static JsonObject Write(EncoderConfig config)
    {
        var settings = config.Family.Settings;
        var entries = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["architectures"] = new JsonArray(
                config.Labels > 0 ? config.Family.Classifier : $"{config.Family.ClassPrefix}Model"),
            ["model_type"] = config.Family.Name,
            ["torch_dtype"] = "float32",
        };
        foreach (var key in settings.Keys.Concat(settings.Written))
        {
            entries[key.Names[0]] = key.Write(config);
        }

        var json = new JsonObject(entries.Where(entry => entry.Value is not null || IsSaidAsNull(entry.Key)));
        AddLabels(json, config.Labels);
        return json;
    }

    // Whoever misses it takes a default instead.
    private static bool IsSaidAsNull(string key) => key == "global_attn_every_n_layers";

    private static void AddLabels(JsonObject json, int labels)
    {
        if (labels == 0)
        {
            return;
        }

        var (names, ids) = (new JsonObject(), new JsonObject());
        for (var i = 0; i < labels; i++)
        {
            names[i.ToString(CultureInfo.InvariantCulture)] = $"LABEL_{i}";
            ids[$"LABEL_{i}"] = i;
        }

        (json["id2label"], json["label2id"]) = (names, ids);
    }
}
