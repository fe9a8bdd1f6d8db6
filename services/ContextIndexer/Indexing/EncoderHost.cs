using Kale.Bundles;
using Kale.Encoding;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Health;
using Kale.ServiceDefaults.Hosting;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// Waits for the context encoder's bundle, loads it once, and makes the service ready. Until then calls learn why it is
/// not there.
/// </summary>
internal sealed class EncoderHost(
    IOptions<ContextIndexerOptions> options, HealthRegistry health, TimeProvider time, ILogger<EncoderHost> logger)
    : BackgroundLoop(time, logger), IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAgainAfterFailure = TimeSpan.FromSeconds(10);

    private volatile ContextEncoder? _encoder;
    private volatile string _reason = "it is being loaded";

    /// <summary>The encoder.</summary>
    /// <exception cref="FailureException">ENCODER_NOT_LOADED, with the reason.</exception>
    public ContextEncoder Current => _encoder ?? throw new FailureException(Reasons.EncoderNotLoaded,
        $"The context encoder '{options.Value.Encoder}' is not loaded: {_reason}.");

    /// <summary>After the calls in flight have drained.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_encoder is not null) await _encoder.DisposeAsync();
        Dispose();
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        if (TryLoad(out var pause) is not { } encoder)
        {
            await Task.Delay(pause, Time, cancellation);
            return true;
        }
        _encoder = encoder;
        health.Set(ContextIndexing.Descriptor.FullName, true, required: true);
        health.Set(encoder.Manifest.Id, true);
        Log.EncoderLoaded(Logger, encoder.Manifest.Name, encoder.Manifest.Id, encoder.Manifest.SpaceId);
        return false;
    }

    private ContextEncoder? TryLoad(out TimeSpan pause)
    {
        pause = LookAgain;
        try
        {
            return ContextEncoder.Load(Open(), options.Value.Encoding, Time);
        }
        catch (Exception error) when (error is BundleException or EncodingException)
        {
            // Not there yet, or not yet whole: another import may mend it, so the waiting goes on.
            if (IsNew(error.Message)) Log.EncoderNotLoaded(Logger, options.Value.Encoder, error.Message);
        }
        catch (Exception error)
        {
            pause = LookAgainAfterFailure;
            if (IsNew("it cannot be loaded; the server's log says why"))
                Log.EncoderFailed(Logger, options.Value.Encoder, error);
        }

        return null;
    }

    /// <summary>Tells callers; true when it is something new.</summary>
    private bool IsNew(string reason)
    {
        var isNew = _reason != reason;
        _reason = reason;
        return isNew;
    }

    private Bundle Open()
    {
        var name = options.Value.Encoder;
        return File.Exists(Path.Combine(name, BundleManifest.FileName))
            ? Bundle.Open(name)
            : new BundleStore(options.Value.BundleStore).Find(name);
    }
}
