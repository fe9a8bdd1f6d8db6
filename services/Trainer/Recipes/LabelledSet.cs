using Kale.Trainer.Data;
using Kale.Training;

namespace Kale.Trainer.Recipes;

/// <summary>Queries to train on with their places among the documents, each of which is there once.</summary>
/// <param name="Documents">What an encoder sees of each.</param>
/// <param name="Queries">None of them is a test query of the same data.</param>
/// <param name="Hash">sha256 over the files.</param>
internal sealed record LabelledSet(
    IReadOnlyList<string> Documents, IReadOnlyList<LabelledQuery> Queries, string Hash)
{
    /// <summary>Reads any of the formats of examples.</summary>
    /// <param name="source">The data set.</param>
    /// <param name="notice">Told what is left out.</param>
    /// <exception cref="TrainingException">
    /// DataNotFound, DataMalformed: labels that name unknown documents, nothing but test queries, too few documents.
    /// </exception>
    public static LabelledSet Read(DataSource source, Action<string> notice)
    {
        var all = source.Format == DataFormats.Beir ? OfJudgments(source) : OfExamples(source);
        if (all.Queries.Count == 0)
            throw new TrainingException(
                TrainingError.DataMalformed, $"{source.Name} has no query with a relevant document.");
        var guard = TestGuard.Of([source]);
        var allowed = all.Queries.Where(query => guard.Allows(query.Text)).ToList();
        if (allowed.Count == 0)
        {
            throw new TrainingException(TrainingError.DataMalformed, $"{source.Name} holds no query to train on: all "
                + $"{all.Queries.Count} are test queries. Name another split.");
        }

        if (allowed.Count < all.Queries.Count)
            notice($"{all.Queries.Count - allowed.Count:N0} queries are left out: they are test queries of the same "
                + "data.");
        return all.Documents.Count > 1
            ? all with { Queries = allowed }
            : throw new TrainingException(
                TrainingError.DataMalformed,
                $"{source.Name} holds one document only; there is nothing to tell it from.");
    }

    /// <summary>The same with some of the queries.</summary>
    public LabelledSet With(IEnumerable<LabelledQuery> queries) => this with { Queries = [.. queries] };

    private static LabelledSet OfJudgments(DataSource source)
    {
        var data = RetrievalData.Read(source, "train");
        var places = data.Documents.Index().ToDictionary(entry => entry.Item.Id, entry => entry.Index);
        IReadOnlyList<int> Graded(Query query, bool relevant) =>
            [.. query.Grades.Where(grade => grade.Value > 0 == relevant).Select(grade => places[grade.Key]).Order()];
        var queries = data.Queries
            .Select(query => new LabelledQuery(
                query.Text, Graded(query, relevant: true), Graded(query, relevant: false))
            {
                Own = places.TryGetValue(query.Id, out var own) ? own : null,
            })
            .Where(query => query.Positives.Count > 0);
        return new LabelledSet(data.Contents, [.. queries], data.Hash);
    }

    private static LabelledSet OfExamples(DataSource source)
    {
        var places = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        IReadOnlyList<int> Places(IEnumerable<string> texts) => [.. texts.Select(text =>
        {
            places.TryAdd(text, places.Count);
            return places[text];
        })];
        var queries = ExampleReading.Read(source).Select(example => new LabelledQuery(
            example.Query, Places(example.Positives), Places(example.Negatives))
        {
            PositiveScores = example.PositiveScores,
            NegativeScores = example.NegativeScores,
        }).ToList();
        return new LabelledSet([.. places.Keys], queries, DataHash.Of(Files(source)));
    }

    private static IEnumerable<DataFile> Files(DataSource source) => source.Format == DataFormats.Tevatron
        ?
        [
            TevatronReader.FileOf(source),
            .. source is { IsDirectory: true } && source.Has(CorpusReader.FileName)
                ? [source.FileIn(CorpusReader.FileName)]
                : Array.Empty<DataFile>(),
        ]
        : [source.File];
}

/// <summary>A query with what answers it and what is known not to, as places among the documents.</summary>
internal sealed record LabelledQuery(string Text, IReadOnlyList<int> Positives, IReadOnlyList<int> Negatives)
{
    /// <summary>The document that the query is, by its id: no negative of itself. Null: it is none.</summary>
    public int? Own { get; init; }

    /// <summary>A teacher's, one for each positive; or none.</summary>
    public IReadOnlyList<double> PositiveScores { get; init; } = [];

    /// <summary>One for each negative; or none.</summary>
    public IReadOnlyList<double> NegativeScores { get; init; } = [];
}
