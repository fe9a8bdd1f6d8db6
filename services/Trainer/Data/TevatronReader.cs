using Kale.Corpora.Json;

namespace Kale.Trainer.Data;

/// <summary>
/// Tevatron's lines, in both its forms: passages within (<c>positive_passages: [{"docid", "title", "text"}]</c>), or
/// ids (<c>positive_document_ids</c>) of a corpus.jsonl in the same directory. A directory's lines are
/// in {split}.jsonl.
/// </summary>
internal static class TevatronReader
{
    public static IReadOnlyList<TrainingExample> Read(DataSource source)
    {
        var contents = new Lazy<Dictionary<string, string>>(() => CorpusReader.Read(source)
            .ToDictionary(document => document.Id, document => document.Content(source.WithoutTitles)));
        return FileOf(source)
            .Read(lines => JsonLines.Read(lines).Select(line => ToExample(line, source, contents)).ToList());
    }

    public static DataFile FileOf(DataSource source) =>
        source.IsDirectory ? source.FileIn($"{(source.Split.Length > 0 ? source.Split : "train")}.jsonl") : source.File;

    private static TrainingExample ToExample(
        JsonLine line, DataSource source, Lazy<Dictionary<string, string>> contents)
    {
        var example = new TrainingExample(
            line.Get("query_text", "query"),
            Documents(line, "positive", source, contents),
            Documents(line, "negative", source, contents));
        return example.Positives.Count > 0 ? example : throw line.Malformed("it has no positive documents");
    }

    private static List<string> Documents(
        JsonLine line, string sign, DataSource source, Lazy<Dictionary<string, string>> contents) =>
    [
        .. line.List($"{sign}_passages").Select(passage => Content(line.Within(passage), source)),
        .. line.Texts($"{sign}_document_ids").Select(id => contents.Value.GetValueOrDefault(id)
            ?? throw line.Malformed($"{CorpusReader.FileName} has no document '{id}'")),
    ];

    private static string Content(JsonLine passage, DataSource source) => passage.Text
        ?? new CorpusDocument("", passage.Find("title") ?? "", passage.Get("text")).Content(source.WithoutTitles);
}
