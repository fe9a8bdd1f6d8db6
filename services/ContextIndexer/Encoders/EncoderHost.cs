using Kale.Bundles;
using Kale.Encoding;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Health;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.ContextIndexer.Encoders;

/// <summary>
/// Waits for the context encoder's bundle, loads it once, and makes the service ready. Until then calls learn why it is
/// not there.
/// </summary>
internal sealed class EncoderHost(
    IOptions<ContextIndexerOptions> options, HealthRegistry health, TimeProvider time, ILogger<EncoderHost> logger)
    : BackgroundService, IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host starts meanwhile
        while (_encoder is null && !stoppingToken.IsCancellationRequested)
        {
            if (TryLoad() is not { } encoder)
            {
                await Task.Delay(LookAgain, time, stoppingToken);
                continue;
            }
            _encoder = encoder;
            health.Set(ContextIndexing.Descriptor.FullName, true, required: true);
            health.Set(encoder.Manifest.Id, true);
            Log.EncoderLoaded(logger, encoder.Manifest.Name, encoder.Manifest.Id, encoder.Manifest.SpaceId);
        }
    }

    private ContextEncoder? TryLoad()
    {
        try
        {
            return ContextEncoder.Load(Open(), options.Value.Encoding, time);
        }
        catch (Exception error) when (error is BundleException or EncodingException)
        {
            // Not there yet, or not yet whole: another import may mend it, so the waiting goes on.
            if (_reason != error.Message) Log.EncoderNotLoaded(logger, options.Value.Encoder, error.Message);
            _reason = error.Message;
            return null;
        }
    }

    private Bundle Open()
    {
        var name = options.Value.Encoder;
        return File.Exists(Path.Combine(name, BundleManifest.FileName))
            ? Bundle.Open(name)
            : new BundleStore(options.Value.BundleStore).Find(name);
    }
}
