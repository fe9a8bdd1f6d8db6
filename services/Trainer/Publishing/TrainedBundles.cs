using Kale.Bundles;
using Kale.Encoding;
using Kale.Trainer.Jobs;
using Kale.Training;

namespace Kale.Trainer.Publishing;

/// <summary>From a trained network to a bundle that can be served.</summary>
internal static class TrainedBundles
{
    /// <summary>
    /// Publishes an encoder under a name, after its graph was seen to compute what the network does, with what was
    /// found out about it: no training is thrown away for what it is worth. What may serve is the gate's word alone.
    /// </summary>
    /// <exception cref="TrainingException">ExportMismatch.</exception>
    /// <exception cref="BundleException">The disk cannot be written.</exception>
    public static Bundle Publish(JobContext context, string name, TrainedEncoder trained)
    {
        ExportParity.Require(trained.Model);
        var space = trained.Space ?? trained.Teacher?.Manifest.Space;
        var findings = trained.Teacher?.Probes is { } probes ? ProbeFindings.Of(trained.Model, probes) : null;
        var options = new PublishOptions
        {
            Provenance = ProvenanceOf(context, trained, findings),
            ReferenceProbes = trained.Teacher?.Probes,
            MinCosine = findings?.Promise,
        };
        var bundle = BundlePublisher.Publish(trained.Model, space, context.Bundles, name, options);
        context.Message($"Published {name} ({bundle.Id}).");
        return bundle;
    }

    private static Provenance ProvenanceOf(
        JobContext context, TrainedEncoder trained, ProbeFindings? findings) => new()
        {
            Source = trained.Source,
            Job = context.JobId,
            Teacher = trained.Teacher?.Id ?? trained.TaughtBy,
            DataHash = trained.DataHash,
            AlignedOn = trained.AlignedOn,
            Loss = trained.Loss,
            Steps = trained.Steps,
            Created = context.Started,
            Quality = new Dictionary<string, double>([.. trained.Quality, .. findings?.Quality ?? []]),
        };
}
