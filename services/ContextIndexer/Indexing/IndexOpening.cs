using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.ContextIndexer.Indexing;

/// <summary>The first message of an index stream.</summary>
internal static class IndexOpening
{
    private const int MaxNameBytes = 256;

    /// <exception cref="FailureException">It is missing or wrong.</exception>
    public static async Task<IndexOpen> ReadAsync(
        IAsyncStreamReader<IndexRequest> requests, CancellationToken cancellation)
    {
        if (!await requests.MoveNext(cancellation) || requests.Current.Open is not { } open)
            throw new FailureException(ContextIndexerErrors.ProtocolViolation,
                "The first message of the stream must be `open`.");
        new RequestCheck()
            .That(open.Collection.Length > 0, "name the collection to index into", open.Collection)
            .That(IsName(open.SessionId), $"at most {MaxNameBytes} bytes", open.SessionId)
            .That(IsName(open.Source), $"at most {MaxNameBytes} bytes", open.Source)
            .That(!open.CreateIfMissing || open.BuildId.Length == 0, "only without a build id", open.CreateIfMissing)
            .That(Enum.IsDefined(open.Splitting), "unknown", open.Splitting)
            .ThrowIfInvalid();
        return open;
    }

    private static bool IsName(string name) => TextEncoding.UTF8.GetByteCount(name) <= MaxNameBytes;
}
