namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// One connection per session: a caller that lost its connection and came back must not meet what is left of the old
/// one, so the old one is ended and waited for.
/// </summary>
internal sealed class ActiveSessions
{
    private readonly Dictionary<string, SessionLease> _leases = [];
    private readonly Lock _lock = new();

    /// <summary>Sessions without an id do not exclude each other.</summary>
    public async Task<SessionLease> EnterAsync(string sessionId, CancellationToken cancellation)
    {
        var lease = new SessionLease(this, sessionId);
        if (sessionId.Length == 0) return lease;
        SessionLease? before;
        lock (_lock)
        {
            _leases.TryGetValue(sessionId, out before);
            _leases[sessionId] = lease;
        }
        try
        {
            if (before is not null) await before.TakeOverAsync(cancellation);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private void Leave(string sessionId, SessionLease lease)
    {
        lock (_lock)
        {
            if (_leases.GetValueOrDefault(sessionId) == lease) _leases.Remove(sessionId);
        }
    }

    /// <summary>Held while a connection works for its session.</summary>
    internal sealed class SessionLease(ActiveSessions sessions, string sessionId) : IDisposable
    {
        private readonly CancellationTokenSource _takenOver = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Another connection of the session has come.</summary>
        public CancellationToken TakenOver => _takenOver.Token;

        public async Task TakeOverAsync(CancellationToken cancellation)
        {
            if (!_ended.Task.IsCompleted) await _takenOver.CancelAsync();
            await _ended.Task.WaitAsync(cancellation);
        }

        public void Dispose()
        {
            sessions.Leave(sessionId, this);
            _ended.TrySetResult();
        }
    }
}
