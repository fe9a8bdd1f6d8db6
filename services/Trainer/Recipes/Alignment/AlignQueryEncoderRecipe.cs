using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Trainer.Measuring;
using Kale.Trainer.Publishing;
using Kale.Training;
using Kale.Training.Loop;
using Kale.V1;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>
/// KALE (Campos, Magnani and Zhai 2023, arXiv 2304.01016): a query encoder with some of its layers left out is trained
/// to say what the whole one says, on queries alone; documents' vectors stay as they are.
/// </summary>
internal sealed class AlignQueryEncoderRecipe(
    DataSets data, AlignmentTextSources sources, VectorCache cache, TrainingDevice device) : IRecipe
{
    public JobSpec.RecipeOneofCase Kind => JobSpec.RecipeOneofCase.AlignQueryEncoder;

    public int CheckpointVersion => TrainingLoop.CheckpointVersion;

    public IReadOnlyList<FieldViolation> Validate(JobSpec spec, JobEncoders encoders)
    {
        const string Field = "align_query_encoder";
        var check = new RequestCheck();
        new AlignmentCheck(check, data, encoders, device).Add(
            Field, spec.AlignQueryEncoder, [($"{Field}.plan", spec.AlignQueryEncoder.Plan)]);
        return check.Violations;
    }

    public async Task<RecipeResult> RunAsync(JobContext context, CancellationToken cancellation)
    {
        var (spec, clock) = (context.Spec.AlignQueryEncoder, new TrainingClock(context.Time));
        var teacher = Teacher.Load(context.Encoders, spec.Teacher);
        var settings = AlignmentDefaults.Settings(spec.Optimization, teacher.Model.MaxTokens);
        var objective = AlignmentDefaults.Objective(spec.Losses);
        var start = StartOf(context, teacher);
        var texts = await sources.CollectAsync(context, spec, teacher, evaluation: null, cancellation);
        var prepared = AlignmentData.Prepare(context, teacher, texts, settings, cache, cancellation);
        var student = AlignedStudent.Train(
            context, start, prepared, new(settings, objective, clock, context.Checkpoints, "training"), cancellation);
        var bundle = TrainedBundles.Publish(
            context, context.Spec.OutputName, Trained(teacher, student, texts, objective.ToString()));
        var report = new AlignmentReport(context, teacher, prepared, student, bundle).Make(objective, settings);
        return new RecipeResult { BundleIds = [bundle.Id], Report = report };
    }

    /// <summary>The student before its alignment.</summary>
    private static EncoderModel StartOf(JobContext context, Teacher teacher)
    {
        var spec = context.Spec.AlignQueryEncoder;
        var origin = spec.Student.Length == 0 ? teacher.Model : context.Encoders.Find(spec.Student).LoadModel();
        return Student.Of(origin, teacher.Model, StudentPlan.Layers(spec.Plan, origin.Config.Layers), context.Seed);
    }

    internal static TrainedEncoder Trained(
        Teacher teacher, AlignedStudent student, AlignmentTexts texts, string loss) => new()
        {
            Model = student.Model,
            Teacher = teacher.Bundle,
            Source = $"aligned to {teacher.Bundle.Manifest.Name}, "
                + $"layers [{string.Join(", ", student.Model.LayersKept)}]",
            DataHash = texts.Hash,
            AlignedOn = texts.Sources,
            Loss = loss,
            Steps = student.Outcome.BestStep,
            Quality = student.Outcome.Metrics.ToDictionary(metric => $"held-out/{metric.Key}", metric => metric.Value),
        };
}
