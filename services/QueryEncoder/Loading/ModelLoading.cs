using Kale.Bundles;
using Kale.Encoding;
using Kale.QueryEncoder.Serving;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder.Loading;

/// <summary>Bundles to snapshots, with the options of this process.</summary>
internal sealed class ModelLoading(IOptionsFactory<QueryEncoderOptions> options, TimeProvider time)
{
    // Encoders set by configuration are of generation 0; those of a route count from 1.
    private const ulong Configured = 0;

    public Snapshot<Encoder> LoadEncoder(Bundle bundle)
    {
        if (bundle.Manifest.Kind == BundleKind.DualEncoder && !bundle.Manifest.Roles.Contains(EncoderRole.Query))
            throw new BundleException(BundleError.Unsupported,
                $"{bundle.Manifest.Name} ({bundle.Id}) does not encode queries; name a bundle with the role query.");
        return new Snapshot<Encoder>(Encoder.Load(bundle, OptionsFor(bundle), time), bundle.Manifest, Configured);
    }

    public Snapshot<CrossEncoderScorer> LoadCrossEncoder(Bundle bundle) =>
        new(CrossEncoderScorer.Load(bundle, OptionsFor(bundle), time), bundle.Manifest, Configured);

    /// <summary>Options of its own for each model: the queue's name in metrics is the bundle's.</summary>
    private EncoderOptions OptionsFor(Bundle bundle)
    {
        var fresh = options.Create(Options.DefaultName);
        fresh.Batching.Name = bundle.Manifest.Name;
        return new EncoderOptions { Batching = fresh.Batching, Inference = fresh.Inference };
    }
}
