using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Batching;

/// <summary>What callers and workers share, under one lock: the waiting texts, the speed, the totals.</summary>
internal sealed class BatchScheduler : IDisposable
{
    private readonly object _gate = new();
    private readonly BatchingOptions _options;
    private readonly TimeProvider _time;
    private readonly PendingTexts _pending = new();
    private readonly BatchBuilder _builder;
    private readonly Throughput _throughput;
    private readonly Admission _admission;
    private readonly QueueInstruments _instruments;
    private readonly ITimer _delay;
    private long _sequence;
    private bool _closed;

    public BatchScheduler(BatchingOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _builder = new BatchBuilder(options);
        _throughput = new Throughput(options.Workers, time);
        _admission = new Admission(options, _pending, _throughput);
        _instruments = new QueueInstruments(options.Name);
        _delay = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _instruments.Observe(Metrics);
    }

    /// <summary>Takes all texts in, or none.</summary>
    /// <exception cref="EncodingException">The texts may not enter.</exception>
    public PendingText[] Enter(IReadOnlyList<TokenizedText> texts, DateTimeOffset deadline)
    {
        lock (_gate)
        {
            Check(texts, deadline);
            var now = _time.GetTimestamp();
            PendingText[] entries = [.. texts.Select(text => new PendingText(text, _sequence++, deadline, now))];
            Array.ForEach(entries, _pending.Add);
            Monitor.PulseAll(_gate);
            return entries;
        }
    }

    /// <summary>When a text of this deadline would be computed that came now.</summary>
    public QueueWait WaitFor(DateTimeOffset deadline)
    {
        lock (_gate)
        {
            DropExpired();
            return _admission.WaitFor(deadline);
        }
    }

    /// <summary>The caller left; a text that waits is taken out.</summary>
    public void Leave(PendingText entry)
    {
        lock (_gate)
        {
            if (_pending.Remove(entry))
            {
                _instruments.Count(Outcomes.Cancelled, 1);
            }
        }
    }

    /// <summary>Waits for the next batch, which the caller then computes; null when closed and drained.</summary>
    public Batch? WaitForBatch()
    {
        lock (_gate)
        {
            DropExpired();
            while (!IsReady())
            {
                if (_closed)
                {
                    return null;
                }

                Monitor.Wait(_gate);
                DropExpired();
            }

            var batch = _builder.Take(_pending);
            _throughput.Begin(batch);
            return batch;
        }
    }

    public void Computed(Batch batch, TimeSpan elapsed)
    {
        lock (_gate)
        {
            _throughput.End(batch, elapsed);
            _instruments.Computed(batch, elapsed);
        }
    }

    public void Failed(Batch batch)
    {
        lock (_gate)
        {
            _throughput.Abandon(batch);
            _instruments.Count(Outcomes.Failed, batch.Rows);
        }
    }

    /// <summary>A worker threw outside of any batch.</summary>
    public void Fault()
    {
        lock (_gate)
        {
            _instruments.Fault();
        }
    }

    /// <summary>Refuses new texts; those that wait are still given out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public QueueMetrics Metrics()
    {
        lock (_gate)
        {
            return _instruments.Totals() with
            {
                QueuedTexts = _pending.Count,
                QueuedTokens = _pending.Tokens,
                TokensPerSecond = _throughput.TokensPerSecond,
                EstimatedWait = _throughput.TimeFor(_pending.Tokens),
            };
        }
    }

    public void Dispose()
    {
        _delay.Dispose();
        _instruments.Dispose();
    }

    private void Check(IReadOnlyList<TokenizedText> texts, DateTimeOffset deadline)
    {
        if (_closed)
        {
            throw new EncodingException(EncodingError.ShuttingDown, "The encoder is shutting down; call another one.");
        }

        DropExpired();
        try
        {
            _admission.Check(texts, deadline, _time.GetUtcNow());
        }
        catch (EncodingException)
        {
            _instruments.Count(Outcomes.Refused, texts.Count);
            throw;
        }
    }

    private void DropExpired()
    {
        foreach (var entry in _pending.DueBy(_time.GetUtcNow()))
        {
            _pending.Remove(entry);
            _instruments.Count(Outcomes.Expired, 1);
            entry.Fail(new EncodingException(
                EncodingError.DeadlineExceeded, "The deadline passed while the text waited."));
        }
    }

    // A worker begins at once unless it was told to wait for a fuller batch; then the timer wakes it.
    private bool IsReady()
    {
        if (_pending.Oldest is not { } oldest || _closed || IsFull())
        {
            return _pending.Count > 0;
        }

        var left = _options.MaxDelay - _time.GetElapsedTime(oldest.Enqueued);
        if (left > TimeSpan.Zero)
        {
            _delay.Change(left, Timeout.InfiniteTimeSpan);
        }

        return left <= TimeSpan.Zero;
    }

    private bool IsFull() => _pending.Count >= _options.MaxBatchRows || _pending.Tokens >= _options.MaxBatchTokens;

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
