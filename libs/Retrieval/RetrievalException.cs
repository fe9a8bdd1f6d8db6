namespace Kale.Retrieval;

/// <summary>Why judgments, runs or metrics cannot be used.</summary>
public enum RetrievalError
{
    /// <summary>A metric that is not in the table.</summary>
    UnknownMetric,

    /// <summary>A metric without the rank that it is cut at, or cut at none.</summary>
    CutOff,

    /// <summary>A line that is none of the format's, or one that says again what another has said.</summary>
    MalformedLine,

    /// <summary>No line at all.</summary>
    Empty,

    /// <summary>An id that a run file cannot hold.</summary>
    UnwritableId,
}

/// <summary>Judgments, runs or metrics that cannot be used; the message says why, and not in which file.</summary>
public sealed class RetrievalException(RetrievalError code, string message) : Exception(message)
{
    /// <summary>The reason.</summary>
    public RetrievalError Code { get; } = code;

    /// <summary>The number of the line; null where it is about no line.</summary>
    public int? Line { get; init; }

    internal static RetrievalException Malformed(int line, string complaint) =>
        new(RetrievalError.MalformedLine, complaint) { Line = line };
}
