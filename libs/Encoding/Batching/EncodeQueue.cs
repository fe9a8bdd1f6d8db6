using System.ComponentModel.DataAnnotations;
using Kale.Encoding.Serving;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Batching;

/// <summary>
/// The one queue of an encoder. Texts of all callers meet here and are computed in batches of similar lengths, the
/// most urgent first; what nobody waits for any more is dropped before it is computed. Bounded: what would come too
/// late is refused at once. Disposing refuses new texts and completes those that wait; the runner is the caller's to
/// dispose afterwards.
/// </summary>
public sealed class EncodeQueue : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly IBatchRunner _runner;
    private readonly TimeProvider _time;
    private readonly BatchScheduler _scheduler;
    private readonly Task _workers;

    /// <summary>A queue in front of the runner; its workers start at once.</summary>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public EncodeQueue(IBatchRunner runner, BatchingOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        (_runner, _time) = (runner, time);
        _scheduler = new BatchScheduler(options, time);
        _workers = Task.WhenAll(Enumerable.Range(0, options.Workers).Select(n => StartWorker($"{options.Name} {n}")));
    }

    /// <summary>The present state and the totals.</summary>
    public QueueMetrics Metrics => _scheduler.Metrics();

    /// <summary>
    /// When a text that came now would be computed; cheap enough to ask before anything else is done for its caller.
    /// </summary>
    /// <param name="deadline">When the caller stops waiting; null if never.</param>
    public QueueWait WaitFor(DateTimeOffset? deadline) => _scheduler.WaitFor(deadline ?? DateTimeOffset.MaxValue);

    /// <summary>Encodes one text.</summary>
    /// <param name="text">Ids of this encoder's tokenizer.</param>
    /// <param name="deadline">When the caller stops waiting; null if never.</param>
    /// <param name="cancellation">The caller left: the text is dropped unless it is already being computed.</param>
    /// <exception cref="OverloadedException">The queue is full, or the text would come after its deadline.</exception>
    /// <exception cref="EncodingException">For the reason that its code tells.</exception>
    public async Task<EncodedText> EnqueueAsync(
        TokenizedText text, DateTimeOffset? deadline = null, CancellationToken cancellation = default) =>
        await EnqueueAll([text], deadline, cancellation)[0].ConfigureAwait(false);

    /// <summary>
    /// Encodes several texts, which need not end up in one batch. They enter the queue together or, by the same rule
    /// as a single one, not at all.
    /// </summary>
    /// <returns>A task for every text, in their order.</returns>
    /// <exception cref="OverloadedException">The queue is full, or the last would come after the deadline.</exception>
    /// <exception cref="EncodingException">For the reason that its code tells.</exception>
    public IReadOnlyList<Task<EncodedText>> EnqueueAll(
        IReadOnlyList<TokenizedText> texts, DateTimeOffset? deadline = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        cancellation.ThrowIfCancellationRequested();
        var entries = _scheduler.Enter(texts, deadline ?? DateTimeOffset.MaxValue);
        return Array.ConvertAll(entries, entry => WaitAsync(entry, cancellation));
    }

    /// <summary>Refuses new texts, completes those that wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _scheduler.Close();
        await _workers.ConfigureAwait(false);
        _scheduler.Dispose();
    }

    private async Task<EncodedText> WaitAsync(PendingText entry, CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister((_, token) => Cancel(entry, token), null);
        return await entry.Task.ConfigureAwait(false);
    }

    private void Cancel(PendingText entry, CancellationToken cancellation)
    {
        _scheduler.Leave(entry);
        entry.Cancel(cancellation);
    }

    // Threads of their own: a batch blocks for many milliseconds, which the thread pool is not for. And of less
    // priority than its threads: a call that is refused for want of time should not wait for a batch.
    private Task StartWorker(string name)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            LowPriority.Lower(LowPriority.Computing);
            WorkToTheEnd();
            ended.SetResult();
        });
        (thread.IsBackground, thread.Name) = (true, name);
        thread.Start();
        return ended.Task;
    }

    // What escapes a thread ends the process, and every other bundle's callers with it.
    private void WorkToTheEnd()
    {
        for (var hasEnded = false; !hasEnded;)
        {
            try
            {
                Work();
                hasEnded = true;
            }
            catch (Exception)
            {
                _scheduler.Fault();
                Thread.Sleep(s_pause);
            }
        }
    }

    private void Work()
    {
        while (_scheduler.WaitForBatch() is { } batch)
        {
            Run(batch);
        }
    }

    private void Run(Batch batch)
    {
        var started = _time.GetTimestamp();
        try
        {
            Complete(batch, Compute(batch), started);
        }
        catch (Exception error)
        {
            Fail(batch, error);
        }
    }

    private float[][] Compute(Batch batch)
    {
        var rows = _runner.Run([.. batch.Texts.Select(entry => entry.Text)]);
        return rows.Length == batch.Rows
            ? rows
            : throw new InvalidOperationException(
                $"The runner gave {rows.Length} rows for {batch.Rows} texts. This is a bug.");
    }

    private void Complete(Batch batch, float[][] rows, long started)
    {
        var elapsed = _time.GetElapsedTime(started);
        _scheduler.Computed(batch, elapsed);
        foreach (var (entry, row) in batch.Texts.Zip(rows))
        {
            entry.Complete(new EncodedText(row, _time.GetElapsedTime(entry.Enqueued, started), elapsed));
        }
    }

    private void Fail(Batch batch, Exception error)
    {
        var failure = error as EncodingException ?? new EncodingException(
            EncodingError.InferenceFailed, $"The model failed on {batch.Rows} texts: {error.Message}", error);
        foreach (var entry in batch.Texts)
        {
            entry.Fail(failure);
        }

        _scheduler.Failed(batch);
    }
}
