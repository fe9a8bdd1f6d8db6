using Microsoft.Extensions.Logging;

namespace Kale.LocalQdrant;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message =
        "LocalQdrant listens on {Address}, data in {Directory}: the embedded vector store for one machine "
        + "(about a million passages), not a production database")]
    public static partial void Listening(ILogger logger, string address, string directory);

    [LoggerMessage(
        EventId = 2, Level = LogLevel.Information, Message = "Collection {Collection}: {Points} points read")]
    public static partial void Opened(ILogger logger, string collection, int points);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message =
        "Collection {Collection}: cut {Bytes} bytes of a write that a crash cut short; nobody was told it was done")]
    public static partial void TornEndCut(ILogger logger, string collection, long bytes);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Collection {Collection} stays closed: {Reason}")]
    public static partial void NotOpened(ILogger logger, string collection, string reason);

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "{Directory} cannot be removed: {Reason}")]
    public static partial void LeftoverStays(ILogger logger, string directory, string reason);

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message = "Removed the leftover directory {Directory}")]
    public static partial void LeftoverRemoved(ILogger logger, string directory);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message =
        "Collection {Collection}: rewrote its files, {Before} to {After} bytes")]
    public static partial void Compacted(ILogger logger, string collection, long before, long after);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message =
        "Collection {Collection}: could not rewrite its files, they stay as they are: {Reason}")]
    public static partial void NotCompacted(ILogger logger, Exception exception, string collection, string reason);

    [LoggerMessage(EventId = 8, Level = LogLevel.Error, Message = "Collection {Collection}: {Reason}")]
    public static partial void UnawaitedWriteFailed(ILogger logger, string collection, string reason);

    [LoggerMessage(EventId = 9, Level = LogLevel.Error, Message = "{Method} failed. This is a bug")]
    public static partial void CallFailed(ILogger logger, Exception exception, string method);
}
