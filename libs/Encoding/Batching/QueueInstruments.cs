using System.Diagnostics.Metrics;

namespace Kale.Encoding.Batching;

/// <summary>
/// The queue's metrics: meter "Kale.Encoding", one series per encoder (tag <c>encoder</c>), durations in seconds. The
/// totals are kept here too; they change under the scheduler's lock.
/// </summary>
internal sealed class QueueInstruments : IDisposable
{
    private static readonly InstrumentAdvice<int> s_rows = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64],
    };

    private readonly Meter _meter = new("Kale.Encoding");
    private readonly KeyValuePair<string, object?> _encoder;
    private readonly Counter<long> _batches, _tokens, _paddedTokens, _texts;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _rows;
    private QueueMetrics _totals = new();

    public QueueInstruments(string encoder)
    {
        _encoder = new("encoder", encoder);
        _batches = _meter.CreateCounter<long>("kale.encoding.batches", "{batch}", "Batches computed");
        _tokens = _meter.CreateCounter<long>("kale.encoding.tokens", "{token}", "Tokens computed, without padding");
        _paddedTokens = _meter.CreateCounter<long>("kale.encoding.padded_tokens", "{token}", "The same with padding");
        _texts = _meter.CreateCounter<long>("kale.encoding.texts", "{text}", "Texts by outcome");
        _rows = _meter.CreateHistogram("kale.encoding.batch.rows", "{text}", "Texts of a batch", advice: s_rows);
        _duration = _meter.CreateHistogram<double>("kale.encoding.inference.duration", "s", "The time of a batch");
    }

    public QueueMetrics Totals() => _totals;

    /// <summary>Shows the queue's state as gauges.</summary>
    public void Observe(Func<QueueMetrics> metrics)
    {
        Gauge("kale.encoding.queue.texts", "{text}", "Texts that wait", m => m.QueuedTexts);
        Gauge("kale.encoding.queue.tokens", "{token}", "Tokens that wait", m => m.QueuedTokens);
        Gauge("kale.encoding.queue.wait", "s", "When all that waits will be done", m => m.EstimatedWait.TotalSeconds);
        Gauge("kale.encoding.throughput", "{token}/s", "Recent speed without padding", m => m.TokensPerSecond ?? 0);
        Gauge("kale.encoding.padding.share", "1", "Padding's share of all tokens computed", m => m.PaddingShare);

        void Gauge(string name, string unit, string description, Func<QueueMetrics, double> value) =>
            _meter.CreateObservableGauge(
                name, () => new Measurement<double>(value(metrics()), _encoder), unit, description);
    }

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
        _texts.Add(texts, _encoder, new("outcome", outcome));
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
        _batches.Add(1, _encoder);
        _tokens.Add(batch.Tokens, _encoder);
        _paddedTokens.Add(batch.PaddedTokens, _encoder);
        _rows.Record(batch.Rows, _encoder);
        _duration.Record(elapsed.TotalSeconds, _encoder);
    }

    public void Dispose() => _meter.Dispose();
}
