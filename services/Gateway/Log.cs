namespace Kale.Gateway;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Waiting for the query encoder and the vector store: {Reason}")]
    public static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Ready: encoder {Bundle} of {Space}, {Collections} collections")]
    public static partial void Ready(ILogger logger, string bundle, string space, int collections);

    [LoggerMessage(3, LogLevel.Error,
        "Collection {Collection} holds vectors of {CollectionSpace}, the query encoder speaks {EncoderSpace}: searches "
        + "of it will fail until the one or the other is changed")]
    public static partial void SpaceMismatch(
        ILogger logger, string collection, string collectionSpace, string encoderSpace);

    [LoggerMessage(4, LogLevel.Warning, "Reranking was skipped: {Reason}")]
    public static partial void RerankSkipped(ILogger logger, string reason);

    [LoggerMessage(20, LogLevel.Information,
        "Route {Route} is at generation {Generation}: active {Bundle}, candidate {Stage}")]
    public static partial void RouteChanged(ILogger logger, string route, long generation, string bundle, string stage);

    [LoggerMessage(21, LogLevel.Warning, "Routes stay as they were last read: {Reason}")]
    public static partial void StateUnreachable(ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Information, "Release {Release} ({Bundle}): {Verdict}")]
    public static partial void Judged(ILogger logger, string release, string bundle, string verdict);

    [LoggerMessage(23, LogLevel.Information, "Route {Route} was not changed, somebody else decided first: {Reason}")]
    public static partial void DecisionOvertaken(ILogger logger, string route, string reason);

    [LoggerMessage(24, LogLevel.Warning, "A canary search failed and was answered by the active encoder: {Reason}")]
    public static partial void CanaryFailed(ILogger logger, string reason);

    [LoggerMessage(25, LogLevel.Warning, "The gate could not finish and is run again: {Reason}")]
    public static partial void GateInterrupted(ILogger logger, string reason);

    [LoggerMessage(29, LogLevel.Warning,
        "The active bundle is gone, and whether the store has the same encoder cannot be told: {Reason}")]
    public static partial void TwinUnreadable(ILogger logger, string reason);

    [LoggerMessage(28, LogLevel.Warning,
        "A replica is left out, since its report cannot be read; is it of another version? {Reason}")]
    public static partial void ReportUnreadable(ILogger logger, string reason);

    [LoggerMessage(27, LogLevel.Information,
        "Replicas let {Bundle} go after generation {Generation}; the one that is active there answers")]
    public static partial void RouteMovedOn(ILogger logger, string bundle, long generation);

    [LoggerMessage(32, LogLevel.Information, "{Bundle} ({Bytes} bytes) was deleted by '{Actor}': {Reason}")]
    public static partial void BundleDeleted(ILogger logger, string bundle, long bytes, string actor, string reason);

    [LoggerMessage(33, LogLevel.Information, "The name '{Name}' of {Bundle} was forgotten by '{Actor}': {Reason}")]
    public static partial void NameDeleted(ILogger logger, string name, string bundle, string actor, string reason);

    [LoggerMessage(31, LogLevel.Information,
        "A query encoder has nothing to serve yet, and another is asked: {Reason}")]
    public static partial void ReplicaWithoutEncoder(ILogger logger, string reason);
}
