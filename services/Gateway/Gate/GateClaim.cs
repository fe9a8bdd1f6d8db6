using Kale.Rollouts.State;

namespace Kale.Gateway.Gate;

/// <summary>
/// One gateway judges a release, since the gate costs encoders much; the others wait for its report, and another takes
/// over when it is gone. Two that begin in the same moment cost time only: the first report stands.
/// </summary>
internal sealed class GateClaim(IStateStore store, GatewayName gateway, TimeProvider time)
{
    private const string Running = "running";
    private const string Waiting = "waiting";

    private static readonly TimeSpan s_timeToLive = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_renewal = s_timeToLive / 5;

    /// <summary>Judges, and says so meanwhile; null where another gateway does.</summary>
    public async Task<T?> TryAsync<T>(
        string releaseId, Func<CancellationToken, Task<T>> judge, CancellationToken cancellation)
        where T : class
    {
        await SayAsync(releaseId, Waiting, cancellation);
        if (!await IsMineAsync(releaseId, cancellation))
            return null;
        await SayAsync(releaseId, Running, cancellation);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var renewing = RenewAsync(releaseId, done.Token);
        try
        {
            return await judge(cancellation);
        }
        finally
        {
            await done.CancelAsync();
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsMineAsync(string releaseId, CancellationToken cancellation)
    {
        var claims = await store.LeasesAsync(KeyOf(releaseId, ""), cancellation);
        var mine = KeyOf(releaseId, gateway.Number);
        return claims.All(claim => claim.Key == mine || claim.Value != Running)
            && claims.Keys.Append(mine).Min(StringComparer.Ordinal) == mine;
    }

    private async Task RenewAsync(string releaseId, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(s_renewal, time, cancellation);
            try
            {
                await SayAsync(releaseId, Running, cancellation);
            }
            catch (StateStoreException)
            {
                // Another gateway may begin as well; the first report stands.
            }
        }
    }

    private Task SayAsync(string releaseId, string what, CancellationToken cancellation) =>
        store.PutLeaseAsync(KeyOf(releaseId, gateway.Number), what, s_timeToLive, cancellation);

    private static string KeyOf(string releaseId, string number) => $"gate/{releaseId}/{number}";
}
