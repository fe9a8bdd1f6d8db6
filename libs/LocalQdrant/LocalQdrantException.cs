using Kale.Storage.Logs;

namespace Kale.LocalQdrant;

/// <summary>Why LocalQdrant refused or failed.</summary>
public enum LocalQdrantError
{
    /// <summary>The request is wrong; sending it again will not help.</summary>
    InvalidArgument,

    /// <summary>No such collection, alias or point.</summary>
    NotFound,

    /// <summary>The name is taken.</summary>
    AlreadyExists,

    /// <summary>A part of Qdrant that the embedded store does not have.</summary>
    Unsupported,

    /// <summary>More searches wait than the store takes; nothing was done, and it can be asked again.</summary>
    Overloaded,

    /// <summary>The server is stopping.</summary>
    Stopping,

    /// <summary>The disk is full; nothing of the request was stored.</summary>
    StorageFull,

    /// <summary>The disk failed; the collection takes no more writes until a restart.</summary>
    StorageFailed,

    /// <summary>A file does not hold what was written to it.</summary>
    DataDamaged,

    /// <summary>Another process owns the data directory.</summary>
    DirectoryInUse,

    /// <summary>The data directory was written by a newer version.</summary>
    NewerFormat,
}

/// <summary>A refusal or failure of LocalQdrant, with a message for the person who can do something about it.</summary>
public sealed class LocalQdrantException : Exception
{
    internal LocalQdrantException(LocalQdrantError reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>What went wrong, for programs.</summary>
    public LocalQdrantError Reason { get; }

    internal static LocalQdrantException Invalid(string message) =>
        new(LocalQdrantError.InvalidArgument, $"Wrong input: {message}");

    internal static LocalQdrantException NotFound(string message) =>
        new(LocalQdrantError.NotFound, $"Not found: {message}");

    internal static LocalQdrantException Unsupported(string feature) =>
        new(LocalQdrantError.Unsupported, $"{feature} is not part of LocalQdrant; use a Qdrant server for it");

    internal static LocalQdrantException Overloaded(int waiting) =>
        new(LocalQdrantError.Overloaded, $"{waiting} searches wait already; ask again in a moment");

    internal static LocalQdrantException Stopping() => new(LocalQdrantError.Stopping, "The server is stopping");

    internal static LocalQdrantException Unreadable(Exception error) =>
        new(LocalQdrantError.StorageFailed,
            $"Its files cannot be read or written: {error.Message} Give access or mend the disk, and restart the "
            + "server", error);

    /// <summary>What went wrong with a file, with what can be done about it.</summary>
    internal static LocalQdrantException Of(LogException error) => error.Reason switch
    {
        LogError.Damaged => Damaged(error.Path, error.Offset, error.Message),
        LogError.NewerFormat => new(LocalQdrantError.NewerFormat, error.Message, error),
        LogError.Full => new(LocalQdrantError.StorageFull,
            $"The disk of '{Path.GetDirectoryName(error.Path)}' is full; nothing of this request was stored and what "
            + "was stored before is unharmed. Free some space on it, or delete collections that are not needed, and "
            + "send the request again", error),
        _ => new(LocalQdrantError.StorageFailed,
            $"Writing '{error.Path}' failed: {error.Message}. The collection can be read but takes no writes until the "
            + "server is started again on a working disk", error),
    };

    internal static LocalQdrantException Damaged(string file, long offset, string what) =>
        new(LocalQdrantError.DataDamaged, $"'{file}' is damaged at byte {offset}: {what}. Restore the file from "
            + "a copy, or delete its collection (for the catalog: the data directory) and index the documents again");
}
