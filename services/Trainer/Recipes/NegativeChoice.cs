using Kale.Training;

namespace Kale.Trainer.Recipes;

/// <summary>Draws documents for a query: those that answer it, and those that do not.</summary>
/// <param name="set">Queries and documents.</param>
/// <param name="mined">
/// Negatives for each query to draw from; fewer than asked for, or none, are made up by others.
/// </param>
/// <param name="minedCount">How many of a query's negatives are drawn from there.</param>
/// <param name="sampledCount">How many from those that the data names, and from all documents.</param>
internal sealed class NegativeChoice(LabelledSet set, IReadOnlyList<int[]> mined, int minedCount, int sampledCount)
{
    private const int Attempts = 64;

    /// <summary>One of those that answer the query, then the negatives: 1 + mined + sampled places.</summary>
    public int[] Draw(int query, SeededRandom random)
    {
        var labelled = set.Queries[query];
        var chosen = new List<int> { labelled.Positives[random.Next(labelled.Positives.Count)] };
        if (minedCount > 0)
            Take(chosen, mined[query], minedCount, random);
        Take(chosen, labelled.Negatives, 1 + minedCount + sampledCount - chosen.Count, random);
        while (chosen.Count < 1 + minedCount + sampledCount)
            chosen.Add(Any(labelled, chosen, random));
        return [.. chosen];
    }

    private static void Take(List<int> chosen, IReadOnlyList<int> from, int count, SeededRandom random)
    {
        var places = from.Except(chosen).ToArray();
        random.Shuffle<int>(places);
        chosen.AddRange(places.Take(count));
    }

    // A corpus of hardly more documents than a query has answers repeats itself in the end.
    private int Any(LabelledQuery query, List<int> chosen, SeededRandom random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var place = random.Next(set.Documents.Count);
            if (place != query.Own && !query.Positives.Contains(place) && !chosen.Contains(place))
                return place;
        }

        return Enumerable.Range(0, set.Documents.Count)
            .FirstOrDefault(place => place != query.Own && !query.Positives.Contains(place), chosen[0]);
    }
}
