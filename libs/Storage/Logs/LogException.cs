namespace Kale.Storage.Logs;

/// <summary>Why a log or a file of records refused or failed.</summary>
public enum LogError
{
    /// <summary>A file does not hold what was written to it.</summary>
    Damaged,

    /// <summary>A file is of a newer format than this version reads.</summary>
    NewerFormat,

    /// <summary>There is no room; what was asked for is not in the file, and what was there is unharmed.</summary>
    Full,

    /// <summary>The disk failed; the log takes nothing more until it is opened again.</summary>
    Failed,
}

/// <summary>A refusal or failure of a log. What a user is told about it is said by whoever keeps the log.</summary>
public sealed class LogException : IOException
{
    internal LogException(LogError reason, string path, string message, long offset = 0, Exception? inner = null)
        : base(message, inner) => (Reason, Path, Offset) = (reason, path, offset);

    /// <summary>What went wrong, for programs.</summary>
    public LogError Reason { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>In bytes, where the damage was found; 0 for everything else.</summary>
    public long Offset { get; }

    internal static LogException Damaged(string path, long offset, string what) =>
        new(LogError.Damaged, path, what, offset);

    internal static LogException Full(string path, Exception cause) =>
        new(LogError.Full, path, cause.Message, inner: cause);
}
