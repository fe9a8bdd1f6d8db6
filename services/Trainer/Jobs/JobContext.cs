using Kale.Bundles;
using Kale.Training;
using Kale.Training.Loop;
using Kale.V1;

namespace Kale.Trainer.Jobs;

/// <summary>What a recipe has to do with besides its own work.</summary>
internal sealed class JobContext(
    Job job, CheckpointStore checkpoints, BundleStore bundles, TrainingDevice device, TimeProvider time,
    TimeSpan progressInterval) : ITrainingRun
{
    private readonly ProgressMeter _meter = new(time, progressInterval);

    public string JobId => job.Id;

    public JobSpec Spec => job.Record.Spec;

    public ulong Seed => Spec.Seed;

    /// <summary>
    /// When the job first began to compute; a bundle that is published twice because of a crash is one bundle by it.
    /// </summary>
    public DateTimeOffset Started => job.Record.Started ?? time.GetUtcNow();

    /// <summary>For files of this run only; empty at its start, gone after it, however it ends.</summary>
    public string WorkDirectory => job.Directory.Work;

    /// <summary>Where the job keeps what it read of the live collections.</summary>
    public string CollectionsFile => job.Directory.Collections;

    /// <summary>Where this job's state outlives it.</summary>
    public CheckpointStore Checkpoints => checkpoints;

    public BundleStore Bundles => bundles;

    /// <summary>The encoders that the spec names.</summary>
    public JobEncoders Encoders { get; } = new(bundles, job.Record.Encoders);

    /// <summary>Where networks are put.</summary>
    public TrainingDevice Device => device;

    public TimeProvider Time => time;

    /// <summary>All that was reported so far, by earlier runs of the job too.</summary>
    public IEnumerable<JobEvent> History => job.Events.Read();

    /// <inheritdoc/>
    public void Progress(
        string stage, long step, long totalSteps, double? loss = null, long texts = 0, TimeSpan? timeLeft = null)
    {
        RequireFinite(stage, step, loss);
        var (progress, due) = _meter.Measure(stage, step, totalSteps, loss, texts, timeLeft);
        job.Report(progress, due);
    }

    /// <inheritdoc/>
    public void Evaluated(long step, IReadOnlyDictionary<string, double> metrics)
    {
        var evaluation = new V1.Evaluation { Step = (ulong)step };
        foreach (var (name, value) in metrics)
            evaluation.Metrics.Add(name, value);
        job.Append(new JobEvent { Evaluation = evaluation });
    }

    /// <inheritdoc/>
    public void Message(string text) => job.Append(new JobEvent { Message = text });

    private static void RequireFinite(string stage, long step, double? loss)
    {
        if (loss is { } value && !double.IsFinite(value))
        {
            throw new TrainingException(
                TrainingError.LossNotFinite,
                $"The loss is {value} at step {step} of {stage}. Lower optimization.learning_rate, add warmup_steps, "
                    + "or look for broken training data, and start the job under another id; resumed as it is, it "
                    + "would come here again.");
        }
    }
}
