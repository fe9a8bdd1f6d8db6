using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// Whether a classifier's labels rank: one score, or two classes of which the second is what a reranker looks for.
/// </summary>
internal static class CrossEncoderLabels
{
    private static readonly HashSet<string> s_relevant = new(StringComparer.OrdinalIgnoreCase)
    {
        "LABEL_1", "1", "true", "yes", "relevant", "related", "similar", "match", "duplicate", "is_duplicate",
    };

    /// <exception cref="BundleException">They do not; the message names the setting.</exception>
    public static void Require(JsonFile config, int labels)
    {
        if (labels > 2)
        {
            var said = config.Has("id2label") ? "id2label" : "num_labels";
            throw SettingTable.Refused(
                config, said, config.Root[said], $"{labels} labels sort texts into classes; a reranker has one, or two "
                    + "of which the second means relevant");
        }

        ModelSettings.Classifier.Check(config);

        if (labels == 2 && config.Get("problem_type", "") == "multi_label_classification")
        {
            throw SettingTable.Refused(
                config, "problem_type", config.Root["problem_type"], "of two labels one must exclude the other");
        }
    }

    /// <summary>An id2label, as a row of the table judges it.</summary>
    public static bool Rank(JsonNode? labels) => labels switch
    {
        null => true,
        JsonObject { Count: 1 } => true,
        JsonObject { Count: 2 } two => SettingValues.TryText(two["1"], out var second) && s_relevant.Contains(second),
        _ => false,
    };
}
