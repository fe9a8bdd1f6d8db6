namespace Kale.Gateway;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Waiting for the query encoder and the vector store: {Reason}")]
    public static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Ready: encoder {Bundle} of {Space}, {Collections} collections")]
    public static partial void Ready(ILogger logger, string bundle, string space, int collections);

    [LoggerMessage(3, LogLevel.Error,
        "Collection {Collection} holds vectors of {CollectionSpace}, the query encoder speaks {EncoderSpace}: searches of it "
        + "will fail until the one or the other is changed")]
    public static partial void SpaceMismatch(ILogger logger, string collection, string collectionSpace, string encoderSpace);

    [LoggerMessage(4, LogLevel.Warning, "Reranking was skipped: {Reason}")]
    public static partial void RerankSkipped(ILogger logger, string reason);
}
