namespace Kale.Retrieval.Metrics;

/// <summary>A query's ranking as its judgments see it.</summary>
/// <param name="Grades">Of each ranked document, best rank first; 0 for those that nobody judged.</param>
/// <param name="Ideal">The grades above 0 of all judged documents, highest first.</param>
public sealed record JudgedRanking(IReadOnlyList<int> Grades, IReadOnlyList<int> Ideal)
{
    /// <summary>How many documents are relevant, found or not.</summary>
    public int Relevant => Ideal.Count;

    /// <summary>A ranking by document ids, none of them twice.</summary>
    /// <param name="ranking">Best first.</param>
    /// <param name="grades">By document; above 0 is relevant.</param>
    public static JudgedRanking Of(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(grades);
        return new JudgedRanking(
            [.. ranking.Select(document => grades.GetValueOrDefault(document))],
            [.. grades.Values.Where(grade => grade > 0).OrderDescending()]);
    }
}
