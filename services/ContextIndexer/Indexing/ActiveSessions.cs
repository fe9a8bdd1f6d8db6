namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// One connection per session: a caller that lost its connection and came back must not meet what is left of the old
/// one, so the old ones are ended, and connections take their turns in the order they came.
/// </summary>
internal sealed class ActiveSessions
{
    private readonly Dictionary<string, List<SessionLease>> _lines = [];
    private readonly Lock _lock = new();

    /// <summary>Sessions without an id do not exclude each other.</summary>
    public async Task<SessionLease> EnterAsync(string sessionId, CancellationToken cancellation)
    {
        var lease = new SessionLease(this, sessionId);
        if (sessionId.Length == 0) return lease;
        var before = Join(sessionId, lease);
        try
        {
            foreach (var old in before) await old.TakeOverAsync();
            await lease.Turn.WaitAsync(cancellation);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private SessionLease[] Join(string sessionId, SessionLease lease)
    {
        lock (_lock)
        {
            var line = _lines.TryGetValue(sessionId, out var there) ? there : _lines[sessionId] = [];
            SessionLease[] before = [.. line];
            line.Add(lease);
            line[0].HasItsTurn();
            return before;
        }
    }

    private void Leave(string sessionId, SessionLease lease)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(sessionId, out var line) || !line.Remove(lease)) return;
            if (line.Count == 0) _lines.Remove(sessionId);
            else line[0].HasItsTurn();
        }
    }

    /// <summary>Held while a connection works for its session, and while it waits for its turn.</summary>
    internal sealed class SessionLease(ActiveSessions sessions, string sessionId) : IDisposable
    {
        private readonly CancellationTokenSource _takenOver = new();
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Another connection of the session has come.</summary>
        public CancellationToken TakenOver => _takenOver.Token;

        /// <summary>Completes when all that came before have left.</summary>
        public Task Turn => _turn.Task;

        public void HasItsTurn() => _turn.TrySetResult();

        public Task TakeOverAsync() => _takenOver.CancelAsync();

        public void Dispose() => sessions.Leave(sessionId, this);
    }
}
