using Kale.Bundles;
using Kale.Encoding;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder.Serving;

/// <summary>Bundles to snapshots, with the options of this process.</summary>
internal sealed class ModelLoading(IOptionsFactory<QueryEncoderOptions> options, TimeProvider time)
{
    public Snapshot<Encoder> LoadEncoder(Bundle bundle) => LoadEncoder(bundle, beside: false);

    /// <param name="bundle">Of a dual encoder that takes queries.</param>
    /// <param name="beside">Another encoder serves meanwhile.</param>
    public Snapshot<Encoder> LoadEncoder(Bundle bundle, bool beside)
    {
        if (bundle.Manifest.Kind == BundleKind.DualEncoder && !bundle.Manifest.Roles.Contains(EncoderRole.Query))
            throw new BundleException(BundleError.Unsupported,
                $"{bundle.Manifest.Name} ({bundle.Id}) does not encode queries; name a bundle with the role query.");
        return new Snapshot<Encoder>(
            Encoder.Load(bundle, OptionsFor(bundle) with { LoadsBeside = beside }, time), bundle.Manifest);
    }

    public Snapshot<CrossEncoderScorer> LoadCrossEncoder(Bundle bundle) =>
        new(CrossEncoderScorer.Load(bundle, OptionsFor(bundle), time), bundle.Manifest);

    /// <summary>Options of its own for each model: the queue's name in metrics is the bundle's.</summary>
    private EncoderOptions OptionsFor(Bundle bundle)
    {
        var fresh = options.Create(Options.DefaultName);
        fresh.Batching.Name = bundle.Manifest.Name;
        return new EncoderOptions { Batching = fresh.Batching, Inference = fresh.Inference };
    }
}
