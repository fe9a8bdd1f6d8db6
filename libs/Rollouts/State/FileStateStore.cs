using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Kale.Bundles;
using Kale.Storage;

namespace Kale.Rollouts.State;

/// <summary>
/// The store of one machine: <c>state.json</c>, replaced whole and synced at every change; <c>audit.log</c>, appended
/// before it; <c>leases.json</c>. Several processes may use one directory; they hear of each other's changes when
/// they read. Its clock is the machine's; leases are told by the one that counts from the machine's start, which
/// nobody sets.
/// </summary>
public sealed class FileStateStore : IStateStore
{
    private readonly string _state;
    private readonly string _audit;
    private readonly string _leases;
    private readonly string _lock;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Guid, Action<string>> _subscribers = new();
    private volatile SeenState? _seen;

    /// <summary>Opens the directory, and makes it if need be.</summary>
    /// <exception cref="StateStoreException">It cannot be written, or its content is damaged.</exception>
    public FileStateStore(string directory, TimeProvider time)
    {
        _state = Path.Combine(directory, "state.json");
        _audit = Path.Combine(directory, "audit.log");
        _leases = Path.Combine(directory, "leases.json");
        _lock = Path.Combine(directory, ".lock");
        _time = time;
        Guarded(() =>
        {
            DurableFile.MakeDirectory(directory);
            return true;
        });
        Guarded(ReadState);
    }

    /// <inheritdoc/>
    public Task<StateDocument?> ReadAsync(string key, CancellationToken cancel) => Run(
        () => ReadState().Documents.GetValueOrDefault(key)?.ToDocument(key), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancel) =>
        Run<IReadOnlyList<StateDocument>>(
            () =>
            [
                .. ReadState().Documents.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.ToDocument(pair.Key)),
            ],
            cancel);

    /// <inheritdoc/>
    public async Task<StateOutcome> WriteAsync(StateChange change, CancellationToken cancel)
    {
        var outcome = await Run(() => Write(change), cancel);
        if (outcome.Result == StateWrite.Written)
        {
            foreach (var written in _subscribers.Values) { written(change.Key); }
        }
        return outcome;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancel) => Run(
        () =>
        {
            using var held = FileLock.Wait(_lock);
            var state = ParseState();
            if (state.Documents.Remove(key))
            {
                DurableFile.Replace(_state, JsonSerializer.SerializeToUtf8Bytes(state));
            }
            return true;
        },
        cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> AuditAsync(string key, int count, CancellationToken cancel) =>
        Run<IReadOnlyList<string>>(
            () => File.Exists(_audit)
                ?
                [
                    .. AuditLines()
                        .Select(AuditEntry.Parse)
                        .OfType<AuditEntry>()
                        .Where(entry => entry.Key == key)
                        .GroupBy(entry => entry.Version)
                        .Select(same => same.Last().Line)
                        .Reverse()
                        .Take(count),
                ]
                : [],
            cancel);

    /// <inheritdoc/>
    public Task PutLeaseAsync(string key, string json, TimeSpan timeToLive, CancellationToken cancel) => Run(
        () =>
        {
            using var held = FileLock.Wait(_lock);
            var leases = LivingLeases();
            leases[key] = new Lease(json, _time.GetTimestamp(), timeToLive);
            DurableFile.Replace(_leases, JsonSerializer.SerializeToUtf8Bytes(leases));
            return true;
        },
        cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> LeasesAsync(string prefix, CancellationToken cancel) =>
        Run<IReadOnlyDictionary<string, string>>(
            () => LivingLeases()
                .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key, pair => pair.Value.Json),
            cancel);

    /// <inheritdoc/>
    public Task<DateTimeOffset> TimeAsync(CancellationToken cancel) => Task.FromResult(_time.GetUtcNow());

    /// <inheritdoc/>
    public Task<IAsyncDisposable> SubscribeAsync(Action<string> written, CancellationToken cancel)
    {
        var id = Guid.NewGuid();
        _subscribers[id] = written;
        return Task.FromResult<IAsyncDisposable>(new Subscription(() => _subscribers.TryRemove(id, out _)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _subscribers.Clear();
        return ValueTask.CompletedTask;
    }

    // The audit line goes first: a crash between the two leaves a line that the retried change writes again, which the
    // reader folds by version. The other order could lose one. The newline in front keeps a torn line to itself, and
    // the one behind keeps this line from one that is torn after it.
    private StateOutcome Write(StateChange change)
    {
        using var held = FileLock.Wait(_lock);
        var state = ParseState();
        var outcome = state.Apply(change);
        if (outcome.Result == StateWrite.Written)
        {
            DurableFile.Append(
                _audit,
                Encoding.UTF8.GetBytes(
                    $"\n{new AuditEntry(change.Key, outcome.Document!.Version, change.AuditLine).Format()}\n"));
            DurableFile.Replace(_state, JsonSerializer.SerializeToUtf8Bytes(state));
        }
        return outcome;
    }

    /// <summary>To be changed: nobody else sees it.</summary>
    private FileState ParseState() =>
        File.Exists(_state) ? FileState.Parse(_state, PlainFile.ReadAllBytes(_state)) : new FileState();

    private IEnumerable<string> AuditLines()
    {
        PlainFile.Require(_audit);
        return File.ReadLines(_audit);
    }

    /// <summary>To be looked at, many times a second: parsed when the file was replaced.</summary>
    private FileState ReadState()
    {
        var stamp = FileStamp.Of(_state);
        if (_seen is { } seen && seen.Stamp == stamp)
            return seen.State;
        var state = ParseState();
        _seen = stamp.IsSettled && FileStamp.Of(_state) == stamp ? new SeenState(stamp, state) : null;
        return state;
    }

    private Dictionary<string, Lease> LivingLeases() =>
        ReadLeases()
            .Where(pair => pair.Value is { Json: not null } lease && IsAlive(lease))
            .ToDictionary(pair => pair.Key, pair => pair.Value!);

    // A lost or damaged file of leases is no loss: every holder sets its own again within seconds.
    private Dictionary<string, Lease?> ReadLeases()
    {
        if (!File.Exists(_leases) || !PlainFile.Is(_leases)) { return []; }
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, Lease?>>(File.ReadAllBytes(_leases)) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // One from before the machine's last start seems to be of the future.
    private bool IsAlive(Lease lease) =>
        _time.GetElapsedTime(lease.Set) is var age && age >= TimeSpan.Zero && age < lease.TimeToLive;

    private static Task<T> Run<T>(Func<T> action, CancellationToken cancel) => Task.Run(() => Guarded(action), cancel);

    private static T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StateStoreException(
                $"The state of routes cannot be read or written: {error.Message} "
                    + "Make room or give access, and try again.",
                error);
        }
    }

    private sealed record SeenState(FileStamp Stamp, FileState State);

    /// <param name="Json">The value.</param>
    /// <param name="Set">A timestamp of the clock that counts from the machine's start;
    /// all of its processes share it.</param>
    /// <param name="TimeToLive">From then on.</param>
    private sealed record Lease(string Json, long Set, TimeSpan TimeToLive);
}
