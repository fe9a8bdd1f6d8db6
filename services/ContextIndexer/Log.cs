namespace Kale.ContextIndexer;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Context encoder {Name} ({BundleId}) of {SpaceId} is loaded")]
    public static partial void EncoderLoaded(ILogger logger, string name, string bundleId, string spaceId);

    [LoggerMessage(2, LogLevel.Warning, "Waiting for the context encoder {Encoder}: {Reason}")]
    public static partial void EncoderNotLoaded(ILogger logger, string encoder, string reason);

    [LoggerMessage(3, LogLevel.Information,
        "Session {SessionId} writes into {PhysicalCollection}, after {ResumeAfter}")]
    public static partial void SessionOpened(
        ILogger logger, string sessionId, string physicalCollection, ulong resumeAfter);

    [LoggerMessage(4, LogLevel.Information,
        "Session {SessionId} ended after {Through}: {Indexed} documents indexed as {Passages} passages, "
        + "{Unchanged} unchanged, {Failed} failed")]
    public static partial void SessionEnded(
        ILogger logger, string sessionId, ulong through, ulong indexed, ulong passages, ulong unchanged, ulong failed);

    [LoggerMessage(5, LogLevel.Information, "Build {BuildId} of {Collection} serves; {Retired} is retired")]
    public static partial void AliasMoved(ILogger logger, string buildId, string collection, string retired);

    [LoggerMessage(6, LogLevel.Information, "Build {BuildId} of {Collection} is dropped")]
    public static partial void BuildDropped(ILogger logger, string buildId, string collection);

    [LoggerMessage(7, LogLevel.Error, "The context encoder {Encoder} could not be loaded")]
    public static partial void EncoderFailed(ILogger logger, string encoder, Exception exception);
}
