namespace Kale.Rollouts.State;

/// <summary>
/// Where routes, reports and the fleet's reports live: versioned documents that change by compare-and-set, leases that
/// run out, and announcements that may get lost. Two implementations with the same semantics: Redis and a local file.
/// </summary>
/// <remarks>Every method throws <see cref="StateStoreException"/> when the store does not answer.</remarks>
public interface IStateStore : IAsyncDisposable
{
    /// <summary>The document, or null.</summary>
    Task<StateDocument?> ReadAsync(string key, CancellationToken cancel);

    /// <summary>All documents whose key starts with the prefix, by key.</summary>
    Task<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancel);

    /// <summary>
    /// Sets the document from <see cref="StateChange.ExpectedVersion"/> (0: it must not exist) to the next version,
    /// notes the request id and appends the audit line, all or nothing. A request id seen before changes nothing and
    /// answers with what it led to.
    /// </summary>
    Task<StateOutcome> WriteAsync(StateChange change, CancellationToken cancel);

    /// <summary>
    /// Forgets a document and the requests that led to it, whatever its version; of one that is not there, nothing
    /// happens. For documents that are written once: one that changes must not be deleted under its writers.
    /// </summary>
    Task DeleteAsync(string key, CancellationToken cancel);

    /// <summary>The latest audit lines of a document, newest first.</summary>
    Task<IReadOnlyList<string>> AuditAsync(string key, int count, CancellationToken cancel);

    /// <summary>Sets a value that disappears unless set again within its time to live.</summary>
    Task PutLeaseAsync(string key, string json, TimeSpan timeToLive, CancellationToken cancel);

    /// <summary>The living leases whose key starts with the prefix: key to value.</summary>
    Task<IReadOnlyDictionary<string, string>> LeasesAsync(string prefix, CancellationToken cancel);

    /// <summary>
    /// The store's clock: the one clock that times of routes are told by,
    /// so that nobody's own, which may be wrong, matters.
    /// </summary>
    Task<DateTimeOffset> TimeAsync(CancellationToken cancel);

    /// <summary>
    /// Calls back with the key of every document written by anyone, soon after. Best effort: readers reconcile
    /// periodically all the same.
    /// </summary>
    Task<IAsyncDisposable> SubscribeAsync(Action<string> written, CancellationToken cancel);
}

/// <summary>A document at one of its versions, which count from 1.</summary>
public sealed record StateDocument(string Key, long Version, string Json);

/// <summary>A wish to write a document.</summary>
/// <param name="Key">Which.</param>
/// <param name="ExpectedVersion">That it has; 0: none.</param>
/// <param name="Json">Its next content.</param>
/// <param name="RequestId">By which a repeated wish is known; null: none of the document's is remembered.</param>
/// <param name="AuditLine">Of this change.</param>
public sealed record StateChange(string Key, long ExpectedVersion, string Json, string? RequestId, string AuditLine)
{
    /// <summary>
    /// What a repeated request is answered with, kept for each of the last requests: small where the document is not.
    /// </summary>
    public string Answer { get; init; } = Json;
}

/// <summary>What became of a wish to write.</summary>
public enum StateWrite
{
    /// <summary>The document is what the change says.</summary>
    Written,

    /// <summary>The document has another version than expected; nothing was changed.</summary>
    VersionConflict,

    /// <summary>The request id was applied before; nothing was changed now.</summary>
    AppliedBefore,
}

/// <summary>
/// What became of a wish to write, and the document: as written, as it stands, or as it was after the earlier request.
/// </summary>
public sealed record StateOutcome(StateWrite Result, StateDocument? Document);

/// <summary>
/// The store does not answer or holds something it should not; the message says where and what to do.
/// </summary>
public sealed class StateStoreException(string message, Exception? inner = null) : Exception(message, inner);
