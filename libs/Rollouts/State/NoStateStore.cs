namespace Kale.Rollouts.State;

/// <summary>Where no store is configured: there are no routes, and none can be made.</summary>
internal sealed class NoStateStore : IStateStore
{
    public Task<StateDocument?> ReadAsync(string key, CancellationToken cancel) =>
        Task.FromResult<StateDocument?>(null);

    public Task<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<StateDocument>>([]);

    public Task<StateOutcome> WriteAsync(StateChange change, CancellationToken cancel) => throw Unset();

    public Task DeleteAsync(string key, CancellationToken cancel) => throw Unset();

    public Task<IReadOnlyList<string>> AuditAsync(string key, int count, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public Task PutLeaseAsync(string key, string json, TimeSpan timeToLive, CancellationToken cancel) => throw Unset();

    public Task<IReadOnlyDictionary<string, string>> LeasesAsync(string prefix, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    public Task<DateTimeOffset> TimeAsync(CancellationToken cancel) => throw Unset();

    public Task<IAsyncDisposable> SubscribeAsync(Action<string> written, CancellationToken cancel) =>
        Task.FromResult<IAsyncDisposable>(new Subscription(() => { }));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StateStoreException Unset() =>
        new($"There is no place for routes: set {StateOptions.Section}:Redis or {StateOptions.Section}:Directory, "
            + "and start again.");
}
