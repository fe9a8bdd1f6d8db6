using Kale.Training;

namespace Kale.Trainer.Recipes;

/// <summary>A slice of the queries that is not trained on, to see during training how well it goes.</summary>
/// <param name="Training">What is trained on.</param>
/// <param name="Queries">What is measured with; none where there are too few queries to spare any.</param>
/// <param name="Documents">What they are searched in: all that is relevant to them, and others.</param>
internal sealed record HeldOutQueries(
    LabelledSet Training, IReadOnlyList<LabelledQuery> Queries, IReadOnlyList<int> Documents)
{
    private const int FewestQueries = 8;
    private const int Share = 20;
    private const int MostQueries = 200;
    private const int MostDocuments = 1_000;

    public static HeldOutQueries From(LabelledSet set, ulong seed)
    {
        var (random, queries) = (new SeededRandom(seed), set.Queries.ToArray());
        random.Shuffle<LabelledQuery>(queries);
        var count = queries.Length < FewestQueries ? 0 : Math.Clamp(queries.Length / Share, 1, MostQueries);
        var documents = Enumerable.Range(0, set.Documents.Count).ToArray();
        random.Shuffle<int>(documents);
        var relevant = queries.Take(count).SelectMany(query => query.Positives).ToHashSet();
        return new HeldOutQueries(
            set.With(queries.Skip(count)), [.. queries.Take(count)],
            [.. relevant.Concat(documents).Distinct().Take(Math.Max(relevant.Count, MostDocuments)).Order()]);
    }
}
