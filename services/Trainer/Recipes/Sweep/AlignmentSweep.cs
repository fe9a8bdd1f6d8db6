using Kale.Bundles;
using Kale.Trainer.Jobs;
using Kale.Trainer.Publishing;
using Kale.Trainer.Recipes.Alignment;
using Kale.Training.Loop;

namespace Kale.Trainer.Recipes.Sweep;

/// <summary>
/// The students of a sweep, one after the other. What an interrupted job had trained is not trained again.
/// </summary>
/// <param name="context">The job.</param>
/// <param name="teacher">Whose space they speak.</param>
/// <param name="origin">Whose layers they keep.</param>
/// <param name="data">To train on.</param>
/// <param name="settings">How.</param>
/// <param name="preparation">The time that texts and the teacher's vectors took.</param>
internal sealed class AlignmentSweep(
    JobContext context, Teacher teacher, EncoderModel origin, AlignmentData data, TrainingSettings settings,
    TimeSpan preparation)
{
    /// <summary>The teacher, and for each plan its student untuned and aligned by each loss.</summary>
    public IReadOnlyList<SweptEncoder> Run(SweepMeasurement measurement, CancellationToken cancellation)
    {
        var encoders = new List<SweptEncoder>
        {
            measurement.Of(teacher.Bundle.Manifest.Name, "teacher", teacher.Model, cancellation) with
            {
                Bundle = teacher.Bundle.Id,
            },
        };
        var untuned = new HashSet<string>();
        foreach (var (i, cell) in SweepCell.Of(context.Spec).Index())
        {
            var start = Student.Of(
                origin, teacher.Model, StudentPlan.Layers(cell.Plan, origin.Config.Layers), context.Seed);
            var label = StudentPlan.LabelOf(cell.Plan);
            if (untuned.Add(label))
                encoders.Add(measurement.Of($"{label} untuned", "untuned", start, cancellation));
            encoders.Add(Align(i, cell, start, measurement, cancellation));
        }

        return encoders;
    }

    private SweptEncoder Align(
        int number, SweepCell cell, EncoderModel start, SweepMeasurement measurement, CancellationToken cancellation)
    {
        var clock = new TrainingClock(context.Time);
        clock.GoOnFrom(preparation);
        var training = new AlignmentTraining(
            settings, cell.Objective, clock, context.Checkpoints.Of($"student-{number}"), $"training {cell.Label}");
        var student = AlignedStudent.Train(context, start, data, training, cancellation);
        var measured = measurement.Of(cell.Label, "aligned", student.Model, cancellation);
        return measured with { Outcome = student.Outcome, Bundle = Publish(cell, student, measured) };
    }

    private string Publish(SweepCell cell, AlignedStudent student, SweptEncoder measured)
    {
        var trained = AlignQueryEncoderRecipe.Trained(teacher, student, data.Texts, cell.Objective.ToString());
        var quality = new Dictionary<string, double>(trained.Quality) { ["test/overlap@10"] = measured.Overlap };
        foreach (var (metric, mean) in measured.Scores.Means)
            quality[$"test/{metric}"] = mean;
        return TrainedBundles.Publish(context, cell.OutputName, trained with { Quality = quality }).Id;
    }
}
