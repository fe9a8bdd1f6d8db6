using Kale.Corpora.Queries;
using Kale.Retrieval.Trec;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>A labelled retrieval set: documents, and the queries of one split with their judgments.</summary>
internal sealed record RetrievalData
{
    public required string Name { get; init; }

    public required IReadOnlyList<CorpusDocument> Documents { get; init; }

    /// <summary>The judged queries, in the order of their ids' bytes.</summary>
    public required IReadOnlyList<Query> Queries { get; init; }

    /// <summary>sha256 over the files it was read from.</summary>
    public required string Hash { get; init; }

    public required bool WithoutTitles { get; init; }

    /// <summary>
    /// How many of the queries are documents of the corpus, by their ids. What each would find first is left out of its
    /// ranking, as BEIR does; with 0 nothing is.
    /// </summary>
    public required int IdenticalIds { get; init; }

    /// <summary>Each query's id with its grades by document.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, int>>> Judgments =>
        Queries.Select(query => KeyValuePair.Create(query.Id, query.Grades));

    /// <summary>What an encoder sees of each document.</summary>
    public IReadOnlyList<string> Contents => [.. Documents.Select(document => document.Content(WithoutTitles))];

    /// <summary>Reads a BEIR directory.</summary>
    /// <exception cref="TrainingException">
    /// DataNotFound, DataMalformed: judgments that name unknown queries or documents among them.
    /// </exception>
    public static RetrievalData Read(DataSource source, string defaultSplit)
    {
        var qrels = source.FileIn(TrecFiles.QrelsName(source.Split.Length > 0 ? source.Split : defaultSplit));
        var judgments = TrecFiles.ReadQrels(qrels);
        var queries = source.FileIn(QueryReader.FileName);
        var texts = QueryReader.Read(source);
        var documents = CorpusReader.Read(source);
        var ids = documents.Select(document => document.Id).ToHashSet();
        var judged = Judged(qrels, judgments, queries, texts, ids);
        return new RetrievalData
        {
            Name = source.Name,
            Documents = documents,
            Queries = judged,
            IdenticalIds = judged.Count(query => ids.Contains(query.Id)),
            Hash = DataHash.Of(source.FileIn(CorpusReader.FileName), queries, qrels),
            WithoutTitles = source.WithoutTitles,
        };
    }

    private static List<Query> Judged(
        DataFile file, Qrels judgments, DataFile queryFile, OrderedDictionary<string, QueryText> texts,
        HashSet<string> documents)
    {
        var queries = new List<Query>();
        foreach (var id in judgments.Queries)
        {
            var grades = judgments.Of(id);
            if (!texts.TryGetValue(id, out var text))
                throw file.Malformed(
                    grades.Values.Min(judgment => judgment.Line), $"{QueryReader.FileName} has no query '{id}'");
            if (grades.FirstOrDefault(pair => !documents.Contains(pair.Key)) is { Key: { } unknown } judged)
                throw file.Malformed(judged.Value.Line, $"{CorpusReader.FileName} has no document '{unknown}'");
            if (string.IsNullOrWhiteSpace(text.Text))
                throw queryFile.Malformed(text.Line, $"the query '{id}' is empty; leave it and its judgments out");
            queries.Add(new Query(id, text.Text, judgments.GradesOf(id)));
        }

        return queries;
    }
}

/// <summary>A judged query.</summary>
/// <param name="Grades">By document; above 0 is relevant.</param>
internal sealed record Query(string Id, string Text, IReadOnlyDictionary<string, int> Grades);
