using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Hosting;

namespace Kale.ServiceDefaults;

/// <summary>An application cannot start as it is configured; the message has a line for each mistake.</summary>
public sealed class MisconfiguredException : Exception
{
    internal MisconfiguredException(IReadOnlyList<string> mistakes, Exception? inner = null)
        : base(string.Join('\n', mistakes), inner) => Mistakes = mistakes;

    /// <summary>What is wrong, and what to do.</summary>
    public IReadOnlyList<string> Mistakes { get; }

    /// <summary>What somebody's mistake has led to, in words; null when it is a failure of another kind.</summary>
    public static MisconfiguredException? From(Exception exception) => From(exception, declared: null);

    internal static MisconfiguredException? From(Exception exception, ErrorTable? declared) =>
        StartMistakes.In(exception, declared) is { } mistakes ? new MisconfiguredException(mistakes, exception) : null;
}
