using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kale.Encoding.Batching;

/// <summary>
/// The queue's metrics: meter "Kale.Encoding", one series per encoder (tag <c>encoder</c>), durations in seconds. The
/// totals are kept here too; they change under the scheduler's lock. A listener that throws costs nobody an answer.
/// </summary>
internal sealed class QueueInstruments : IDisposable
{
    private static readonly InstrumentAdvice<int> s_rows = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64],
    };

    // One meter for all queues of the process, which nothing disposes of: OpenTelemetry's SDK takes equal instruments
    // of two meters for one, and forgets it when the first of them goes.
    private static readonly Meter s_meter = new("Kale.Encoding");
    private static readonly ConcurrentDictionary<QueueInstruments, Func<QueueMetrics>> s_queues = [];

    private static readonly Counter<long> s_batches =
        s_meter.CreateCounter<long>("kale.encoding.batches", "{batch}", "Batches computed");

    private static readonly Counter<long> s_tokens =
        s_meter.CreateCounter<long>("kale.encoding.tokens", "{token}", "Tokens computed, without padding");

    private static readonly Counter<long> s_paddedTokens =
        s_meter.CreateCounter<long>("kale.encoding.padded_tokens", "{token}", "The same with padding");

    private static readonly Counter<long> s_texts =
        s_meter.CreateCounter<long>("kale.encoding.texts", "{text}", "Texts by outcome");

    private static readonly Histogram<int> s_batchRows =
        s_meter.CreateHistogram("kale.encoding.batch.rows", "{text}", "Texts of a batch", advice: s_rows);

    private static readonly Histogram<double> s_duration =
        s_meter.CreateHistogram<double>("kale.encoding.inference.duration", "s", "The time of a batch");

    private readonly KeyValuePair<string, object?> _encoder;
    private QueueMetrics _totals = new();

    static QueueInstruments()
    {
        Gauge("kale.encoding.queue.texts", "{text}", "Texts that wait", m => m.QueuedTexts);
        Gauge("kale.encoding.queue.tokens", "{token}", "Tokens that wait", m => m.QueuedTokens);
        Gauge("kale.encoding.queue.wait", "s", "When all that waits will be done", m => m.EstimatedWait.TotalSeconds);
        Gauge("kale.encoding.throughput", "{token}/s", "Recent speed without padding", m => m.TokensPerSecond ?? 0);
        Gauge("kale.encoding.padding.share", "1", "Padding's share of all tokens computed", m => m.PaddingShare);
        Gauge("kale.encoding.faults", "{fault}", "Exceptions of listeners and workers", m => m.Faults);
    }

    public QueueInstruments(string encoder) => _encoder = new("encoder", encoder);

    public QueueMetrics Totals() => _totals;

    /// <summary>Shows the queue's state as gauges, until the queue is disposed of.</summary>
    public void Observe(Func<QueueMetrics> metrics) => s_queues[this] = metrics;

    /// <summary>Texts that left the queue, or never entered it.</summary>
    public void Count(string outcome, int texts)
    {
        _totals = outcome switch
        {
            Outcomes.Computed => _totals with { Texts = _totals.Texts + texts },
            Outcomes.Expired => _totals with { Expired = _totals.Expired + texts },
            Outcomes.Cancelled => _totals with { Cancelled = _totals.Cancelled + texts },
            Outcomes.Refused => _totals with { Refused = _totals.Refused + texts },
            Outcomes.Failed => _totals with { Failed = _totals.Failed + texts },
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "This is a bug."),
        };
        Tell(() => s_texts.Add(texts, _encoder, new("outcome", outcome)));
    }

    public void Computed(Batch batch, TimeSpan elapsed)
    {
        Count(Outcomes.Computed, batch.Rows);
        _totals = _totals with
        {
            Batches = _totals.Batches + 1,
            Tokens = _totals.Tokens + batch.Tokens,
            PaddedTokens = _totals.PaddedTokens + batch.PaddedTokens,
        };
        Tell(() =>
        {
            s_batches.Add(1, _encoder);
            s_tokens.Add(batch.Tokens, _encoder);
            s_paddedTokens.Add(batch.PaddedTokens, _encoder);
            s_batchRows.Record(batch.Rows, _encoder);
            s_duration.Record(elapsed.TotalSeconds, _encoder);
        });
    }

    /// <summary>Something threw that nobody waits for.</summary>
    public void Fault() => _totals = _totals with { Faults = _totals.Faults + 1 };

    public void Dispose() => s_queues.TryRemove(this, out _);

    private void Tell(Action listeners)
    {
        try
        {
            listeners();
        }
        catch (Exception)
        {
            Fault();
        }
    }

    private static void Gauge(string name, string unit, string description, Func<QueueMetrics, double> value) =>
        s_meter.CreateObservableGauge(
            name,
            () => s_queues.Select(queue => new Measurement<double>(value(queue.Value()), queue.Key._encoder)),
            unit,
            description);
}
