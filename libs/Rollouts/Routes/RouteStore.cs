using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Routes;

/// <summary>
/// Routes in a state store: every change is decided by <see cref="RouteMachine"/>, at the store's time, and made by
/// compare-and-set.
/// </summary>
public sealed class RouteStore(IStateStore store, TimeProvider time)
{
    private const string Prefix = "route/";

    /// <summary>Makes a route at generation 1. The same request again answers with the same route.</summary>
    /// <exception cref="RouteException">
    /// A route of that name is there already, or the request id was used for another one.
    /// </exception>
    public async Task<Route> CreateAsync(
        string name,
        string spaceId,
        Release active,
        RoutePolicy policy,
        string requestId,
        string actor,
        string reason,
        CancellationToken cancel,
        string? fingerprint = null)
    {
        var change = new RouteChange(1, await store.TimeAsync(cancel), "Create", actor, reason, requestId, active.Id)
        {
            Fingerprint = fingerprint,
        };
        var route = RouteMachine.Create(name, spaceId, active, policy) with { History = [change] };
        var outcome = await WriteAsync(0, route, change, cancel);
        return outcome.Result == StateWrite.VersionConflict
            ? throw new RouteException(RouteError.AlreadyExists, $"There is a route '{name}' already.")
            : Answer(outcome, change);
    }

    /// <summary>The route as it stands.</summary>
    /// <exception cref="RouteException">There is none of that name.</exception>
    public async Task<Route> GetAsync(string name, CancellationToken cancel) =>
        await FindAsync(name, cancel)
            ?? throw new RouteException(RouteError.NotFound, $"There is no route '{name}'.");

    /// <summary>The route as it stands; null where there is none.</summary>
    public async Task<Route?> FindAsync(string name, CancellationToken cancel) =>
        await store.ReadAsync(Prefix + name, cancel) is { } document ? Read(document) : null;

    /// <summary>All routes by name.</summary>
    public async Task<IReadOnlyList<Route>> ListAsync(CancellationToken cancel) =>
        [.. (await store.ListAsync(Prefix, cancel)).Select(Read)];

    /// <summary>Applies an event. The same request id again answers with what it led to and changes nothing.</summary>
    /// <exception cref="RouteException">
    /// The event does not fit, or the route changed since it was decided on.
    /// </exception>
    public async Task<Route> ApplyAsync(string name, RouteRequest request, CancellationToken cancel)
    {
        var current = await GetAsync(name, cancel);
        if (current.History.FirstOrDefault(change => change.RequestId == request.RequestId) is { } earlier)
        {
            return await RepeatAsync(current, request, earlier, cancel);
        }
        if (request.ExpectedGeneration < current.Generation) { return await RecallAsync(current, request, cancel); }
        var next = RouteMachine.Apply(current, request, await store.TimeAsync(cancel));
        var outcome = await WriteAsync(current.Generation, next, next.History[0], cancel);
        return outcome.Result == StateWrite.VersionConflict
            ? throw RouteMachine.Conflict(Read(outcome.Document!), request.ExpectedGeneration)
            : Answer(outcome, next.History[0]);
    }

    /// <summary>
    /// The route now and after every change, until cancelled. A lost announcement costs at most the interval; a store
    /// that does not answer is told to <paramref name="unreachable"/> and asked again, and so is a route that is not
    /// there to <paramref name="absent"/>: it may be made yet.
    /// </summary>
    public async IAsyncEnumerable<Route> WatchAsync(
        string name,
        TimeSpan interval,
        Action<StateStoreException> unreachable,
        [EnumeratorCancellation] CancellationToken cancel,
        Action? absent = null)
    {
        var wake = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        await using var subscription = await store.SubscribeAsync(
            key =>
            {
                if (key == Prefix + name) { wake.Writer.TryWrite(true); }
            },
            cancel);
        using var timer = time.CreateTimer(_ => wake.Writer.TryWrite(true), null, interval, interval);
        var seen = 0L;
        do
        {
            var (answered, route) = await TryFindAsync(name, unreachable, cancel);
            if (answered && route is null)
            {
                seen = 0; // one that is made anew counts from the beginning
                absent?.Invoke();
            }

            if (route is null || route.Generation == seen) { continue; }
            seen = route.Generation;
            yield return route;
        }
        while (await wake.Reader.ReadAsync(cancel));
    }

    /// <summary>Whether the previous release's warm time is over, which no clock but the store's decides.</summary>
    public async Task<bool> IsColdAsync(Route route, CancellationToken cancel) =>
        route.Previous is { } previous && previous.WarmUntil <= await store.TimeAsync(cancel);

    /// <summary>The latest changes of a route, newest first.</summary>
    public async Task<IReadOnlyList<RouteChange>> AuditAsync(string name, int count, CancellationToken cancel) =>
    [
        .. (await store.AuditAsync(Prefix + name, count, cancel))
            .Select(line => StoredJson.Read<RouteChange>(Prefix + name, line)),
    ];

    private async Task<(bool Answered, Route? Route)> TryFindAsync(
        string name, Action<StateStoreException> unreachable, CancellationToken cancel)
    {
        try
        {
            return (true, await FindAsync(name, cancel));
        }
        catch (StateStoreException error)
        {
            unreachable(error);
            return (false, null);
        }
    }

    // The store remembers what each request led to, longer than the route's own history does.
    private async Task<Route> RepeatAsync(
        Route current, RouteRequest request, RouteChange earlier, CancellationToken cancel)
    {
        RequireSame(earlier, request.Event.Name, request.Fingerprint);
        var outcome = await WriteAsync(current.Generation, current, earlier, cancel);
        return Read(outcome.Document!);
    }

    // Decided on an earlier generation: either a repeated request that the history has forgotten, or a conflict.
    // Versions only grow, so this never writes.
    private async Task<Route> RecallAsync(Route current, RouteRequest request, CancellationToken cancel)
    {
        var change = new RouteChange(
            current.Generation,
            await store.TimeAsync(cancel),
            request.Event.Name,
            request.Actor,
            request.Reason,
            request.RequestId,
            null)
        {
            Fingerprint = request.Fingerprint,
        };
        var outcome = await WriteAsync(request.ExpectedGeneration, current, change, cancel);
        return outcome.Result == StateWrite.AppliedBefore
            ? Answer(outcome, change)
            : throw RouteMachine.Conflict(current, request.ExpectedGeneration);
    }

    private static Route Answer(StateOutcome outcome, RouteChange wish)
    {
        var route = Read(outcome.Document!);
        if (outcome.Result == StateWrite.AppliedBefore && route.History is [{ } earlier, ..])
            RequireSame(earlier, wish.Event, wish.Fingerprint);
        return route;
    }

    private static void RequireSame(RouteChange earlier, string name, string? fingerprint)
    {
        if (earlier.Event == name
            && (earlier.Fingerprint is null || fingerprint is null || earlier.Fingerprint == fingerprint))
            return;
        throw new RouteException(
            RouteError.RequestIdReused,
            $"Request id '{earlier.RequestId}' was used for another {earlier.Event} at generation "
                + $"{earlier.Generation}. Choose a new id.");
    }

    private Task<StateOutcome> WriteAsync(long expected, Route route, RouteChange change, CancellationToken cancel) =>
        store.WriteAsync(
            new StateChange(
                Prefix + route.Name,
                expected,
                JsonSerializer.Serialize(route),
                change.RequestId,
                JsonSerializer.Serialize(change))
            {
                Answer = JsonSerializer.Serialize(route with { History = route.History.GetRange(0, 1) }),
            },
            cancel);

    private static Route Read(StateDocument document) => StoredJson.Read<Route>(document);
}
