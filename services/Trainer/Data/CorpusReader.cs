using Kale.Corpora.Documents;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>A document of a corpus.</summary>
internal sealed record CorpusDocument(string Id, string Title, string Text)
{
    /// <summary>
    /// What an encoder sees: the title and the text with a space between, as BEIR has it; or the text alone.
    /// </summary>
    public string Content(bool withoutTitle) => withoutTitle || Title.Length == 0 ? Text : $"{Title} {Text}";
}

/// <summary>corpus.jsonl, as Kale.Corpora reads it.</summary>
internal static class CorpusReader
{
    public const string FileName = Corpus.FileName;

    /// <exception cref="TrainingException">DataNotFound, DataMalformed: named by file and line.</exception>
    public static IReadOnlyList<CorpusDocument> Read(DataSource source)
    {
        var file = source.FileIn(FileName);
        var documents = file.Read(lines => Corpus.Of(lines).Documents()
            .Select(document => new CorpusDocument(document.Id, document.Title, document.Text)).ToList());
        return documents.Count > 0 ? documents : throw file.Malformed("it holds no documents");
    }
}
