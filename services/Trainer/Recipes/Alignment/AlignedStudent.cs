using Kale.Bundles;
using Kale.Trainer.Jobs;
using Kale.Training.Loop;
using Kale.Training.Losses;
using TorchSharp;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>A student after its alignment.</summary>
/// <param name="Model">With what it has learnt.</param>
/// <param name="Outcome">How the training ended.</param>
/// <param name="Untuned">What the held-out texts said of it before; none where none are held out.</param>
/// <param name="Rows">Of the word embeddings that learnt.</param>
internal sealed record AlignedStudent(
    EncoderModel Model, TrainingOutcome Outcome, IReadOnlyDictionary<string, double> Untuned, int Rows)
{
    /// <summary>Trains one, or goes on where a checkpoint left off.</summary>
    public static AlignedStudent Train(
        JobContext context, EncoderModel student, AlignmentData data, AlignmentTraining training,
        CancellationToken cancellation)
    {
        using var task = new AlignmentTask(
            student, data, training.Settings, training.Objective, context.Seed, context.Device);
        var untuned = Measure(task, cancellation);
        using var loop = new TrainingLoop(
            context, training.Settings, task, training.Clock, training.Stage, training.Checkpoints);
        var outcome = loop.Run(cancellation);
        return new AlignedStudent(task.Model, outcome, untuned, task.Rows);
    }

    private static Dictionary<string, double> Measure(AlignmentTask task, CancellationToken cancellation)
    {
        task.Network.eval();
        using var mode = torch.no_grad();
        return new Dictionary<string, double>(task.Evaluate(cancellation));
    }
}

/// <summary>How a student is trained.</summary>
/// <param name="Settings">Bounds, batches, rates.</param>
/// <param name="Objective">The loss.</param>
/// <param name="Clock">The time bound counts by it.</param>
/// <param name="Checkpoints">This student's own.</param>
/// <param name="Stage">What progress calls it.</param>
internal sealed record AlignmentTraining(
    TrainingSettings Settings, AlignmentObjective Objective, TrainingClock Clock, CheckpointStore Checkpoints,
    string Stage);
