using System.Globalization;

namespace Kale.Retrieval.Trec;

/// <summary>Writes a run as TREC's tools read it.</summary>
public static class RunWriter
{
    /// <summary>
    /// Lines of <c>query Q0 document rank score tag</c>, the run's name as the tag; queries by the bytes of their ids.
    /// </summary>
    public static void Write(TextWriter writer, Run run)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(run);
        foreach (var query in run.Queries.Order(ByteOrder.Instance))
        {
            foreach (var (place, hit) in run.Hits(query).Index())
                writer.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{query} Q0 {hit.Document} {place + 1} {Text(hit.Score)} {run.Name}\n"));
        }
    }

    // A score that came in single precision is written as short as it was: 0.1, not 0.10000000149011612.
    private static string Text(double score) => (float)score == score
        ? ((float)score).ToString("R", CultureInfo.InvariantCulture)
        : score.ToString("R", CultureInfo.InvariantCulture);
}
