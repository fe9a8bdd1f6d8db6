using StackExchange.Redis;

namespace Kale.Rollouts.State;

/// <summary>
/// The store of a fleet. A document changes in one script; whoever subscribes hears of it at once, and whoever does not
/// hear of it reads it a little later.
/// </summary>
public sealed class RedisStateStore : IStateStore
{
    private const int RequestsKept = 256;
    private const int AuditLinesKept = 10_000;

    /// <summary>
    /// How long a call may take: shorter than a caller's patience, longer than a healthy Redis ever takes.
    /// </summary>
    internal static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(2);

    private readonly IConnectionMultiplexer _redis;
    private readonly RedisKeys _keys;
    private readonly TimeSpan _patience;
    private readonly bool _ownsConnection;

    /// <summary>Uses a connection.</summary>
    /// <param name="redis">Connected, or connecting in the background.</param>
    /// <param name="prefix">Separates suites that share a server.</param>
    /// <param name="patience">How long a call may take; 2 s when null. A Redis that hangs must not hang its
    /// callers.</param>
    /// <param name="ownsConnection">Closes it when disposed.</param>
    public RedisStateStore(
        IConnectionMultiplexer redis, string prefix = "kale", TimeSpan? patience = null, bool ownsConnection = false)
    {
        _redis = redis;
        _ownsConnection = ownsConnection;
        _keys = new RedisKeys(prefix);
        _patience = patience ?? DefaultPatience;
    }

    private IDatabase Database => _redis.GetDatabase();

    /// <inheritdoc/>
    public Task<StateDocument?> ReadAsync(string key, CancellationToken cancel) => Guarded(
        async () =>
        {
            var fields = await Database.HashGetAsync(_keys.Document(key), ["version", "json"]);
            return fields[0].IsNull ? null : new StateDocument(key, (long)fields[0], fields[1]!);
        },
        cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancel)
    {
        var members = await Guarded(() => Database.SetMembersAsync(_keys.Index), cancel);
        var keys = members
            .Select(member => (string)member!)
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var documents = await Task.WhenAll(keys.Select(key => ReadAsync(key, cancel)));
        return [.. documents.OfType<StateDocument>()];
    }

    /// <inheritdoc/>
    public Task<StateOutcome> WriteAsync(StateChange change, CancellationToken cancel) => Guarded(
        async () =>
        {
            // Entered first: a key without a document is skipped by readers,
            // a document without its key would be lost to them.
            await Database.SetAddAsync(_keys.Index, change.Key);
            var answer = (RedisResult[])(await Database.ScriptEvaluateAsync(
                RedisScripts.Write, KeysOf(change), ValuesOf(change)))!;
            var outcome = Outcome(change.Key, answer);
            if (outcome.Result == StateWrite.Written)
            {
                await _redis.GetSubscriber().PublishAsync(_keys.Written, change.Key);
            }
            return outcome;
        },
        cancel);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancel) => Guarded(
        async () =>
        {
            await Database.KeyDeleteAsync(
                [_keys.Document(key), _keys.Requests(key), _keys.RequestOrder(key), _keys.Audit(key)]);
            return await Database.SetRemoveAsync(_keys.Index, key);
        },
        cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> AuditAsync(string key, int count, CancellationToken cancel) =>
        Guarded<IReadOnlyList<string>>(
            async () =>
                [.. (await Database.ListRangeAsync(_keys.Audit(key), 0, count - 1)).Select(line => (string)line!)],
            cancel);

    /// <inheritdoc/>
    public Task PutLeaseAsync(string key, string json, TimeSpan timeToLive, CancellationToken cancel) => Guarded(
        async () =>
        {
            await Database.SetAddAsync(_keys.LeaseIndex, key);
            return await Database.StringSetAsync(_keys.Lease(key), json, timeToLive);
        },
        cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> LeasesAsync(string prefix, CancellationToken cancel) =>
        Guarded<IReadOnlyDictionary<string, string>>(
            async () =>
            {
                var keys = (await Database.SetMembersAsync(_keys.LeaseIndex)).Select(member => (string)member!)
                    .Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
                // One by one, and sent together: in a cluster they lie on several servers.
                var values = await Task.WhenAll(keys.Select(key => Database.StringGetAsync(_keys.Lease(key))));
                await ForgetAsync(keys.Where((_, i) => values[i].IsNull));
                return keys
                    .Zip(values)
                    .Where(pair => !pair.Second.IsNull)
                    .ToDictionary(pair => pair.First, pair => (string)pair.Second!);
            },
            cancel);

    /// <inheritdoc/>
    public Task<DateTimeOffset> TimeAsync(CancellationToken cancel) => Guarded(
        async () =>
        {
            // By a script with a key: in a cluster every server has a clock, and this asks always the same.
            var answer = (RedisValue[])(await Database.ScriptEvaluateAsync(RedisScripts.Time, [_keys.Index]))!;
            return DateTimeOffset.FromUnixTimeSeconds((long)answer[0]).AddMicroseconds((long)answer[1]);
        },
        cancel);

    /// <inheritdoc/>
    public Task<IAsyncDisposable> SubscribeAsync(Action<string> written, CancellationToken cancel) =>
        Guarded<IAsyncDisposable>(
            async () =>
            {
                var subscriber = _redis.GetSubscriber();
                void Handler(RedisChannel channel, RedisValue key) => written(key!);
                await subscriber.SubscribeAsync(_keys.Written, Handler);
                return new Subscription(
                    () => subscriber.Unsubscribe(_keys.Written, Handler, CommandFlags.FireAndForget));
            },
            cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_ownsConnection) { _redis.Dispose(); }
        return ValueTask.CompletedTask;
    }

    private Task ForgetAsync(IEnumerable<string> gone)
    {
        var members = gone.Select(key => (RedisValue)key).ToArray();
        return members.Length == 0 ? Task.CompletedTask : Database.SetRemoveAsync(_keys.LeaseIndex, members);
    }

    private RedisKey[] KeysOf(StateChange change) =>
    [
        _keys.Document(change.Key),
        _keys.Requests(change.Key),
        _keys.RequestOrder(change.Key),
        _keys.Audit(change.Key),
    ];

    private static RedisValue[] ValuesOf(StateChange change) =>
    [
        change.ExpectedVersion, change.Json, change.RequestId ?? "", change.AuditLine, RequestsKept, AuditLinesKept,
        change.Answer,
    ];

    private static StateOutcome Outcome(string key, RedisResult[] answer)
    {
        var version = long.Parse((string)answer[1]!);
        var document = version == 0 ? null : new StateDocument(key, version, (string)answer[2]!);
        return new StateOutcome(
            (int)answer[0] switch
            {
                1 => StateWrite.Written,
                2 => StateWrite.VersionConflict,
                _ => StateWrite.AppliedBefore,
            },
            document);
    }

    private async Task<T> Guarded<T>(Func<Task<T>> action, CancellationToken cancel)
    {
        try
        {
            return await action().WaitAsync(_patience, cancel);
        }
        catch (RedisCommandException error)
        {
            throw new StateStoreException(
                $"Redis does not do what routes need ({error.Message}) Routes stay as they are until it does.", error);
        }
        catch (Exception error) when (error is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw new StateStoreException(
                $"Redis does not answer ({error.GetType().Name}). Routes stay as they are until it does.", error);
        }
    }
}
