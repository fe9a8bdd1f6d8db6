using Kale.ServiceDefaults.Admission;

namespace Kale.Gateway.Gate;

/// <summary>
/// What the gate asks of encoders and of the store: small steps, one after the other. A step waits while searches are
/// in work here, but not for ever, since a gate has to end under any load; so a search meets at most what is left of
/// one step.
/// </summary>
internal sealed class BulkLane(Doors doors, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    private Door Searches => doors[SearchService.SearchMethod];

    public async Task<T> RunAsync<T>(Func<Task<T>> step, CancellationToken cancellation)
    {
        var waiting = time.GetTimestamp();
        while (Searches.Load.InFlight > 0 && time.GetElapsedTime(waiting) < s_patience)
            await Task.Delay(s_look, time, cancellation);
        return await step();
    }
}
