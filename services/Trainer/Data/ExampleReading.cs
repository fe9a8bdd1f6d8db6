using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>Training examples from any of the formats that hold them.</summary>
internal static class ExampleReading
{
    /// <exception cref="TrainingException">DataNotFound, DataMalformed: named by file and line, or empty.</exception>
    public static IReadOnlyList<TrainingExample> Read(DataSource source)
    {
        List<TrainingExample> examples = source.Format switch
        {
            DataFormats.Beir => OfJudgments(RetrievalData.Read(source, "train")),
            DataFormats.FlagEmbedding => [.. FlagEmbeddingReader.Read(source)],
            DataFormats.Tevatron => [.. TevatronReader.Read(source)],
            _ => throw new TrainingException(
                TrainingError.UnknownName,
                $"There is no format '{source.Format}' of examples; there are: "
                    + $"{string.Join(", ", DataFormats.Examples)}."),
        };
        return examples.Count > 0
            ? examples
            : throw new TrainingException(TrainingError.DataMalformed, $"{source.Name} holds no training examples.");
    }

    private static List<TrainingExample> OfJudgments(RetrievalData data)
    {
        var contents = data.Documents.ToDictionary(
            document => document.Id, document => document.Content(data.WithoutTitles));
        IReadOnlyList<string> Graded(Query query, Func<int, bool> asked) =>
            [.. query.Grades.Where(grade => asked(grade.Value)).Select(grade => contents[grade.Key])];
        return
        [
            .. data.Queries
                .Select(query => new TrainingExample(
                    query.Text, Graded(query, grade => grade > 0), Graded(query, grade => grade <= 0)))
                .Where(example => example.Positives.Count > 0),
        ];
    }
}
