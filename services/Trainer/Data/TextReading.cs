using Kale.Corpora.Json;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>
/// Texts without labels: the queries of a BEIR split, one JSON object or string a line, or plain lines.
/// </summary>
internal static class TextReading
{
    /// <exception cref="TrainingException">
    /// DataNotFound, DataMalformed: fewer texts than the least, or a broken line.
    /// </exception>
    public static IReadOnlyList<string> Read(DataSource source, int atLeast, string defaultSplit = "train")
    {
        List<string> texts = source.Format switch
        {
            DataFormats.Beir => OfSplit(source, defaultSplit),
            DataFormats.Jsonl => source.File.Read(lines => JsonLines.Read(lines).Select(TextOf).ToList()),
            DataFormats.Text => source.File.Read(lines => lines.TextLines().Select(line => line.Line).ToList()),
            _ => throw new TrainingException(
                TrainingError.UnknownName,
                $"There is no format '{source.Format}' of texts; there are: {string.Join(", ", DataFormats.Texts)}."),
        };
        return texts.Count >= atLeast ? texts : throw new TrainingException(
            TrainingError.DataMalformed,
            $"{source.Name} holds {texts.Count} texts; at least {atLeast} are needed. Add more, or let "
                + "pseudo-queries be drawn from a corpus.");
    }

    /// <summary>The files that <see cref="Read"/> reads, for the data's hash.</summary>
    public static IEnumerable<DataFile> Files(DataSource source, string defaultSplit = "train") =>
        source.Format == DataFormats.Beir
            ? [source.FileIn(QueryReader.FileName), Qrels(source, defaultSplit)]
            : [source.File];

    private static List<string> OfSplit(DataSource source, string defaultSplit)
    {
        var judgments = TrecFiles.ReadQrels(Qrels(source, defaultSplit));
        var texts = QueryReader.Read(source);
        return [.. texts.Where(query => judgments.Queries.Contains(query.Key)).Select(query => query.Value.Text)];
    }

    private static DataFile Qrels(DataSource source, string defaultSplit) =>
        source.FileIn(TrecFiles.QrelsName(source.Split.Length > 0 ? source.Split : defaultSplit));

    private static string TextOf(JsonLine line) => line.Text ?? line.Get("text", "query", "query_text");
}
