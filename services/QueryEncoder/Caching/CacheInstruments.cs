using System.Diagnostics.Metrics;

namespace Kale.QueryEncoder.Caching;

/// <summary>What the cache does: meter "Kale.QueryEncoder".</summary>
internal sealed class CacheInstruments : IDisposable
{
    private readonly Meter _meter = new("Kale.QueryEncoder");
    private readonly Counter<long> _texts, _failures;

    public CacheInstruments()
    {
        _texts = _meter.CreateCounter<long>(
            "kale.cache.texts", "{text}", "Query texts by what answered them: memory, redis, flight or encoder");
        _failures = _meter.CreateCounter<long>(
            "kale.cache.redis.failures", "{call}", "Calls that passed Redis by because it was slow or away");
    }

    public void Answered(string by, int texts)
    {
        if (texts > 0)
            _texts.Add(texts, new KeyValuePair<string, object?>("by", by));
    }

    public void RedisFailed(string why) => _failures.Add(1, new KeyValuePair<string, object?>("why", why));

    public void Observe(MemoryVectors memory) =>
        _meter.CreateObservableGauge(
            "kale.cache.memory", () => memory.Bytes, "By", "What vectors kept in this process take");

    public void Dispose() => _meter.Dispose();
}
