namespace Kale.Trainer.Data.Reading;

/// <summary>A document of a corpus.</summary>
internal sealed record CorpusDocument(string Id, string Title, string Text)
{
    /// <summary>
    /// What an encoder sees: the title and the text with a space between, as BEIR has it; or the text alone.
    /// </summary>
    public string Content(bool withoutTitle) => withoutTitle || Title.Length == 0 ? Text : $"{Title} {Text}";
}

/// <summary>
/// corpus.jsonl: <c>{"_id", "title", "text"}</c> of BEIR, or Tevatron's <c>{"docid", "title", "document_text"}</c>.
/// </summary>
internal static class CorpusReader
{
    public const string FileName = "corpus.jsonl";

    /// <exception cref="TrainingException">DataNotFound, DataMalformed: named by file and line.</exception>
    public static IReadOnlyList<CorpusDocument> Read(DataSource source)
    {
        var file = source.FileIn(FileName);
        var lines = new Dictionary<string, int>();
        var documents = new List<CorpusDocument>();
        foreach (var line in JsonLines.Read(file))
        {
            var document = new CorpusDocument(
                line.Get("_id", "docid", "id"), line.Find("title") ?? "", line.Get("text", "document_text"));
            if (!lines.TryAdd(document.Id, line.Number))
                throw line.Malformed($"the document '{document.Id}' is in line {lines[document.Id]} already");
            documents.Add(document);
        }

        return documents.Count > 0 ? documents : throw file.Malformed("it holds no documents");
    }
}
