using Kale.Corpora;
using Kale.Corpora.Queries;
using Kale.Corpora.Sources;
using Kale.Retrieval;
using Kale.Retrieval.Trec;

namespace Kale.Cli.Evaluation;

/// <summary>The queries and judgments of a BEIR directory: <c>queries.jsonl</c> and <c>qrels/{split}.tsv</c>.</summary>
/// <param name="Queries">Texts of the judged queries by id.</param>
/// <param name="Judgments">Grades by query and document.</param>
/// <param name="Empty">Queries without a text, and where they are.</param>
internal sealed record JudgedQueries(
    IReadOnlyDictionary<string, string> Queries,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Judgments,
    IReadOnlyList<(string Id, string Place)> Empty)
{
    /// <summary>Every document that has a grade.</summary>
    public IReadOnlyCollection<string> Documents => [.. Judgments.Values.SelectMany(grades => grades.Keys).Distinct()];

    /// <summary>Reads the split and keeps the queries that have at least one judgment.</summary>
    /// <exception cref="CliException">A file is missing, or does not fit the other.</exception>
    /// <exception cref="CorpusException">A line is malformed; named with its number.</exception>
    public static JudgedQueries Read(string directory, string split)
    {
        var judgments = ReadJudgments(Existing(directory, Path.Combine("qrels", split + ".tsv")));
        var path = Existing(directory, QueryFile.FileName);
        using var source = TextSource.Open(path);
        var texts = QueryFile.Read(source);
        var missing = judgments.Keys.FirstOrDefault(id => !texts.ContainsKey(id));
        if (missing is not null)
        {
            throw new CliException($"The judgments name query '{missing}', which '{path}' lacks.");
        }
        return new JudgedQueries(
            judgments.Keys.ToDictionary(id => id, id => texts[id].Text),
            judgments,
            [
                .. judgments.Keys
                    .Where(id => string.IsNullOrWhiteSpace(texts[id].Text))
                    .Select(id => (id, $"{path}:{texts[id].Line}")),
            ]);
    }

    private static string Existing(string directory, string name) =>
        PackedFile.Find(directory, name) ?? throw new CliException(
            $"'{Path.Combine(directory, name)}' is missing. A BEIR directory holds queries.jsonl and "
            + "qrels/<split>.tsv, each with .gz or .zst too.");

    private static Dictionary<string, IReadOnlyDictionary<string, int>> ReadJudgments(string path)
    {
        using var source = TextSource.Open(path);
        try
        {
            var qrels = Qrels.Read(source.TextLines());
            return qrels.Queries.ToDictionary(query => query, qrels.GradesOf);
        }
        catch (RetrievalException error)
        {
            throw new CliException(
                error.Line is { } line ? $"{path}:{line}: {error.Message}." : $"{path}: {error.Message}.");
        }
    }
}
