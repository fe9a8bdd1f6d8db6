using System.Threading.RateLimiting;
using Google.Protobuf;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Security.Limits;

/// <summary>
/// Counts what callers use, by their names. Who has no limits costs nothing, and who is idle is forgotten. Thread-safe.
/// </summary>
internal sealed class CallerQuotas(IOptions<ServiceDefaultsOptions> options) : IDisposable
{
    // Days of uploads in KiB: a limiter counts up to two thousand million.
    private const int BytesOfAPermit = 1024;
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_unknown = TimeSpan.FromSeconds(1);

    private readonly CallerLimits _others = options.Value.Limits;
    private readonly PartitionedRateLimiter<Of> _requests = Rate();
    private readonly PartitionedRateLimiter<Of> _texts = Rate();
    private readonly PartitionedRateLimiter<Of> _streams = PartitionedRateLimiter.Create<Of, Of>(
        of => RateLimitPartition.GetConcurrencyLimiter(
            of, key => new ConcurrencyLimiterOptions { PermitLimit = (int)key.Limit }));

    private readonly PartitionedRateLimiter<Of> _uploads = PartitionedRateLimiter.Create<Of, Of>(
        of => RateLimitPartition.GetFixedWindowLimiter(
            of, key => new FixedWindowRateLimiterOptions { PermitLimit = (int)key.Limit, Window = s_day }));

    public CallerLimits LimitsOf(Caller caller) => caller.Limits ?? _others;

    /// <summary>Counts a call; why it is refused, or null.</summary>
    public Failure? Request(Caller caller)
    {
        var rate = LimitsOf(caller).RequestsPerSecond;
        if (rate <= 0)
            return null;
        using var lease = _requests.AttemptAcquire(new Of(caller.Name, rate));
        return lease.IsAcquired ? null : Refused(caller, $"make {rate:G4} calls a second", lease);
    }

    /// <summary>Counts a stream for as long as what it gets is kept; null, with the reason: it is refused.</summary>
    public IDisposable? Stream(Caller caller, out Failure? why)
    {
        var most = LimitsOf(caller).Streams;
        var lease = _streams.AttemptAcquire(new Of(caller.Name, most));
        why = lease.IsAcquired ? null : Refused(caller, $"hold {most:N0} streams at the same time", lease);
        return lease.IsAcquired ? lease : null;
    }

    /// <summary>Counts the texts of a request.</summary>
    /// <exception cref="FailureException">They are more than the caller may send now.</exception>
    public void Texts(Caller caller, IMessage request)
    {
        if (WantedTexts(caller, request, out var rate) is not (> 0 and var texts))
            return;
        using var lease = _texts.AttemptAcquire(new Of(caller.Name, rate), texts);
        if (!lease.IsAcquired)
            throw new FailureException(Refused(caller, $"send {rate:G4} texts a second", lease));
    }

    /// <summary>Counts what one message of a stream brings: waits for its texts' turn.</summary>
    /// <exception cref="FailureException">The caller has sent what it may send in a day.</exception>
    public async ValueTask MessageAsync(Caller caller, IMessage message, CancellationToken cancellation)
    {
        Bytes(caller, message);
        if (WantedTexts(caller, message, out var rate) is > 0 and var texts)
            using (await _texts.AcquireAsync(new Of(caller.Name, rate), texts, cancellation)) { }
    }

    public void Dispose()
    {
        _requests.Dispose();
        _texts.Dispose();
        _streams.Dispose();
        _uploads.Dispose();
    }

    private void Bytes(Caller caller, IMessage message)
    {
        var most = LimitsOf(caller).UploadBytesPerDay;
        if (most <= 0 || message is not (IndexRequest or UploadBundleRequest))
            return;
        var permits = Math.Clamp(most / BytesOfAPermit, 1, int.MaxValue);
        var wanted = (int)Math.Min(Math.Max(1, message.CalculateSize() / BytesOfAPermit), permits);
        using var lease = _uploads.AttemptAcquire(new Of(caller.Name, permits), wanted);
        if (!lease.IsAcquired)
            throw new FailureException(Refused(caller, $"send {most:N0} bytes a day", lease));
    }

    // A call with more texts than fit into a second takes a whole one.
    private int WantedTexts(Caller caller, IMessage message, out double rate)
    {
        rate = LimitsOf(caller).TextsPerSecond;
        return rate <= 0 ? 0 : Math.Min(TextsOf(message), Burst(rate));
    }

    private static int TextsOf(IMessage message) => message switch
    {
        SearchRequest or SearchStreamRequest or EncodeStreamRequest => 1,
        EncodeRequest encode => encode.Texts.Count,
        RerankRequest rerank => rerank.Passages.Count,
        IndexRequest { Document: not null } => 1,
        _ => 0,
    };

    private static int Burst(double rate) => (int)Math.Max(1, Math.Ceiling(rate));

    private static PartitionedRateLimiter<Of> Rate() => PartitionedRateLimiter.Create<Of, Of>(
        of => RateLimitPartition.GetTokenBucketLimiter(of, key => Bucket(key.Limit)));

    // About ten times a second, or a token at a time.
    private static TokenBucketRateLimiterOptions Bucket(double rate)
    {
        var tokens = (int)Math.Max(1, rate / 10);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst(rate),
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / rate),
            QueueLimit = int.MaxValue,
        };
    }

    private static Failure Refused(Caller caller, string what, RateLimitLease lease)
    {
        var told = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > TimeSpan.Zero
            ? after
            : s_unknown;
        var delay = RetryDelay.Spread(told);
        return new Failure(
            Reasons.LimitReached,
            $"'{caller.Name}' may {what}, and no more. Try again in {delay.TotalSeconds:0.###} s.")
        {
            RetryDelay = delay,
        };
    }

    /// <summary>Whose, and how much: a limit that is changed begins anew.</summary>
    private readonly record struct Of(string Name, double Limit);
}
