using Kale.Bundles;
using Kale.Encoding;
using Kale.Trainer.Jobs;

namespace Kale.Trainer.Publishing;

/// <summary>From a trained network to a bundle that can be served.</summary>
internal static class TrainedBundles
{
    /// <summary>
    /// Publishes an encoder under a name, after its graph was seen to compute what the network does. An encoder with a
    /// teacher must come close enough to the teacher's probes for its space to tolerate it; see
    /// <see cref="ProbeTolerance"/>.
    /// </summary>
    /// <exception cref="TrainingException">ExportMismatch.</exception>
    /// <exception cref="BundleException">ProbeMismatch; the disk cannot be written.</exception>
    public static Bundle Publish(JobContext context, string name, TrainedEncoder trained)
    {
        ExportParity.Require(trained.Model);
        var space = trained.Space ?? trained.Teacher?.Manifest.Space;
        var options = new PublishOptions
        {
            Provenance = ProvenanceOf(context, trained),
            ReferenceProbes = trained.Teacher?.Probes,
            MinCosine = trained.Teacher?.Probes is { } probes ? ProbeTolerance.Of(trained.Model, probes) : null,
        };
        var bundle = BundlePublisher.Publish(trained.Model, space, context.Bundles, name, options);
        context.Message($"Published {name} ({bundle.Id}).");
        return bundle;
    }

    private static Provenance ProvenanceOf(JobContext context, TrainedEncoder trained) => new()
    {
        Source = trained.Source,
        Job = context.JobId,
        Teacher = trained.Teacher?.Id ?? trained.TaughtBy,
        DataHash = trained.DataHash,
        Loss = trained.Loss,
        Steps = trained.Steps,
        Created = context.Started,
        Quality = trained.Quality,
    };
}
