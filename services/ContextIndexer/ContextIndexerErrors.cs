using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.VectorIndex;

namespace Kale.ContextIndexer;

/// <summary>This service's rows of the error table.</summary>
internal static class ContextIndexerErrors
{
    public const string InvalidDocument = "INVALID_DOCUMENT";
    public const string ProtocolViolation = "PROTOCOL_VIOLATION";
    public const string SessionTakenOver = "SESSION_TAKEN_OVER";
    public const string CollectionMoved = "COLLECTION_MOVED";
    public const string ServingChanged = "SERVING_CHANGED";

    public static void Add(ErrorTable rows) => rows
        .Add(InvalidDocument, StatusCode.InvalidArgument)
        .Add(ProtocolViolation, StatusCode.InvalidArgument)
        .Add(SessionTakenOver, StatusCode.Aborted)
        .Add(CollectionMoved, StatusCode.Aborted)
        .Add(ServingChanged, StatusCode.Aborted)
        .Map<VectorIndexException>(Describe);

    private static Failure Describe(VectorIndexException error)
    {
        var reason = Reasons.From(error.Code);
        return new Failure(reason, error.Message)
        {
            Fields = error.Code == VectorIndexError.InvalidName
                ? [new FieldViolation("collection", error.Message)]
                : [],
            Preconditions = error.ConcernsState ? [new Precondition(reason, error.Subject, error.Message)] : [],
            RetryDelay = error.RetryAfter,
            Metadata = error.Subject.Length > 0 ? new Dictionary<string, string> { ["subject"] = error.Subject } : [],
        };
    }
}
