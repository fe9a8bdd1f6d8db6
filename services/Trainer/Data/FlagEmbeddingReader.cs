using Kale.Corpora.Json;

namespace Kale.Trainer.Data;

/// <summary>
/// FlagEmbedding's lines: <c>{"query", "pos": [], "neg": [], "pos_scores": [], "neg_scores": []}</c>.
/// </summary>
internal static class FlagEmbeddingReader
{
    public static IReadOnlyList<TrainingExample> Read(DataSource source) =>
        source.File.Read(lines => JsonLines.Read(lines).Select(ToExample).ToList());

    private static TrainingExample ToExample(JsonLine line)
    {
        var example = new TrainingExample(line.Get("query"), line.Texts("pos"), line.Texts("neg"))
        {
            PositiveScores = line.Numbers("pos_scores"),
            NegativeScores = line.Numbers("neg_scores"),
        };
        if (example.Positives.Count == 0)
            throw line.Malformed("'pos' is missing or empty");
        RequireAsMany(line, "pos", example.Positives.Count, example.PositiveScores.Count);
        RequireAsMany(line, "neg", example.Negatives.Count, example.NegativeScores.Count);
        return example;
    }

    private static void RequireAsMany(JsonLine line, string field, int texts, int scores)
    {
        if (scores > 0 && scores != texts)
            throw line.Malformed($"'{field}' has {texts} texts and '{field}_scores' {scores} scores");
    }
}
