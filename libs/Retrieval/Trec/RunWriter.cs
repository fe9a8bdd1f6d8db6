using System.Globalization;

namespace Kale.Retrieval.Trec;

/// <summary>Writes a run as TREC's tools read it.</summary>
public static class RunWriter
{
    /// <summary>Whether an id is one column of a line: white space separates columns.</summary>
    public static bool CanWrite(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length > 0 && !id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
    }

    /// <summary>
    /// Lines of <c>query Q0 document rank score tag</c>, the run's name as the tag; queries by the bytes of their ids.
    /// </summary>
    /// <exception cref="RetrievalException">UnwritableId; nothing is written.</exception>
    public static void Write(TextWriter writer, Run run)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(run);
        RequireWritable(run);
        foreach (var query in run.Queries.Order(ByteOrder.Instance))
        {
            foreach (var (place, hit) in run.Hits(query).Index())
                writer.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{query} Q0 {hit.Document} {place + 1} {Text(hit.Score)} {run.Name}\n"));
        }
    }

    private static void RequireWritable(Run run)
    {
        var ids = run.Queries.Concat(run.Queries.SelectMany(run.Ranking));
        if (ids.FirstOrDefault(id => !CanWrite(id)) is { } broken)
        {
            throw new RetrievalException(
                RetrievalError.UnwritableId,
                $"a run file cannot hold the id '{broken}': white space separates the columns of its lines");
        }
    }

    // A score that came in single precision is written as short as it was: 0.1, not 0.10000000149011612.
    private static string Text(double score) => (float)score == score
        ? ((float)score).ToString("R", CultureInfo.InvariantCulture)
        : score.ToString("R", CultureInfo.InvariantCulture);
}
