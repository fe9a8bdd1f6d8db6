namespace Kale.ServiceDefaults.Admission;

/// <summary>
/// Where calls of one method are let in or refused: counts them, measures how fast they are answered, and says when to
/// come again. Thread-safe.
/// </summary>
public sealed class Door(string method, IAdmissionRule rule, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_paceMemory = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_refusalMemory = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Pace _answers = new(s_paceMemory);
    private readonly Pace _refusals = new(s_refusalMemory);
    private readonly SemaphoreSlim _turn = new(1);
    private TaskCompletionSource? _somebodyLeft;
    private long _since = time.GetTimestamp();
    private int _inFlight;
    private long _refused;

    /// <summary>The gRPC method's full name without the slash before it.</summary>
    public string Method => method;

    /// <summary>Calls refused so far.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>What is in work.</summary>
    public Load Load
    {
        get
        {
            lock (_gate)
                return new Load(_inFlight, _answers.PerSecond);
        }
    }

    /// <summary>The most calls in work at present; null where the rule counts something else.</summary>
    public int? Limit => rule.Limit(Load);

    /// <param name="left">What the caller's deadline leaves; null when it set none.</param>
    /// <param name="retryDelay">When a caller that is refused is to come again.</param>
    /// <returns>To be disposed of when the call ends; null: refused.</returns>
    public Ticket? TryEnter(TimeSpan? left, out TimeSpan retryDelay)
    {
        lock (_gate)
        {
            PassTime();
            var load = new Load(_inFlight, _answers.PerSecond);
            var excess = rule.Excess(load, left);
            if (excess <= TimeSpan.Zero)
            {
                _inFlight++;
                retryDelay = default;
                return new Ticket(this);
            }

            _refusals.Count();
            _refused++;
            retryDelay = RetryDelay.Of(excess, _refusals.Events, load.AnsweredPerSecond);
            return null;
        }
    }

    /// <summary>
    /// For items of a stream, whose caller is held back and not refused: waits, one item after the other, until there
    /// is room.
    /// </summary>
    public async Task<Ticket> EnterAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _somebodyLeft, left);
                if (TryEnterQuietly() is { } ticket)
                    return ticket;
                await left.Task.WaitAsync(cancellation);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    internal void Leave(bool answered)
    {
        lock (_gate)
        {
            PassTime();
            _inFlight--;
            if (answered)
                _answers.Count();
        }

        Interlocked.Exchange(ref _somebodyLeft, null)?.TrySetResult();
    }

    private Ticket? TryEnterQuietly()
    {
        lock (_gate)
        {
            PassTime();
            if (rule.Excess(new Load(_inFlight, _answers.PerSecond), left: null) > TimeSpan.Zero)
                return null;
            _inFlight++;
            return new Ticket(this);
        }
    }

    // The pace is that of a server with something to do; idle hours say nothing about it.
    private void PassTime()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_since, now);
        _since = now;
        _refusals.Pass(elapsed);
        if (_inFlight > 0)
            _answers.Pass(elapsed);
    }
}

/// <summary>A call that was let in.</summary>
public sealed class Ticket : IDisposable
{
    private Door? _door;

    internal Ticket(Door door) => _door = door;

    /// <summary>The work that was admitted is done and served its caller.</summary>
    public void Done() => Leave(answered: true);

    /// <summary>The call ended; unless it was done before, nobody was served.</summary>
    public void Dispose() => Leave(answered: false);

    private void Leave(bool answered) => Interlocked.Exchange(ref _door, null)?.Leave(answered);
}
