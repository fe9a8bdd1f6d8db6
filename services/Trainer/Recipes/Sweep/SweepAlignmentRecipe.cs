using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Trainer.Measuring;
using Kale.Trainer.Publishing;
using Kale.Trainer.Recipes.Alignment;
using Kale.Training;
using Kale.Training.Loop;
using Kale.V1;

namespace Kale.Trainer.Recipes.Sweep;

/// <summary>
/// Every layer plan with every loss: aligned, measured on labelled data beside the teacher and the untuned students,
/// and published. Each student's time bound counts the teacher's vectors in, as if it were alone.
/// </summary>
internal sealed class SweepAlignmentRecipe(
    DataSets data, AlignmentTextSources sources, VectorCache cache, TrainingDevice device) : IRecipe
{
    private const string Field = "sweep_alignment";
    private const int MaxCells = 100;

    public JobSpec.RecipeOneofCase Kind => JobSpec.RecipeOneofCase.SweepAlignment;

    public int CheckpointVersion => TrainingLoop.CheckpointVersion;

    public IReadOnlyList<string> OutputNames(JobSpec spec) => [.. SweepCell.Of(spec).Select(cell => cell.OutputName)];

    public IReadOnlyList<FieldViolation> Validate(JobSpec spec, JobEncoders encoders)
    {
        var (sweep, check) = (spec.SweepAlignment, new RequestCheck());
        var alignment = new AlignmentCheck(check, data, encoders, device);
        alignment.Add(
            $"{Field}.alignment", sweep.Alignment,
            sweep.Plans.Select((plan, i) => ($"{Field}.plans[{i}]", (V1.LayerPlan?)plan)));
        foreach (var (i, loss) in sweep.Losses.Index())
            alignment.Try($"{Field}.losses[{i}]", () => AlignmentDefaults.Objective([loss]));
        data.Check(check, $"{Field}.evaluation", sweep.Evaluation, DataFormats.Beir);
        var cells = SweepCell.Of(spec);
        if (cells.Count is 0 or > MaxCells)
            check.Violation(
                $"{Field}.plans", $"must make 1 to {MaxCells} students with the losses; they make {cells.Count}");
        else if (cells.GroupBy(cell => cell.OutputName).FirstOrDefault(names => names.Count() > 1) is { } twice)
            check.Violation($"{Field}.plans", $"make two students of the name '{twice.Key}'");
        return check.Violations;
    }

    public async Task<RecipeResult> RunAsync(JobContext context, CancellationToken cancellation)
    {
        var (spec, clock) = (context.Spec.SweepAlignment, new TrainingClock(context.Time));
        var teacher = Teacher.Load(context.Encoders, spec.Alignment.Teacher);
        var origin = spec.Alignment.Student.Length == 0
            ? teacher.Model
            : context.Encoders.Find(spec.Alignment.Student).LoadModel();
        var settings = AlignmentDefaults.Settings(spec.Alignment.Optimization, teacher.Model.MaxTokens);
        var evaluation = data.Open(spec.Evaluation);
        var texts = await sources.CollectAsync(context, spec.Alignment, teacher, evaluation, cancellation);
        var prepared = AlignmentData.Prepare(context, teacher, texts, settings, cache, cancellation);
        var sweep = new AlignmentSweep(context, teacher, origin, prepared, settings, clock.Elapsed);
        var labelled = RetrievalData.Read(evaluation, "test");
        var encoders = sweep.Run(Measurement(context, teacher, labelled, cancellation), cancellation);
        return new RecipeResult
        {
            BundleIds =
            [
                .. encoders
                    .Where(encoder => encoder.Outcome is not null)
                    .Select(encoder => encoder.Bundle),
            ],
            Report = new SweepReport(context, teacher, labelled, encoders)
                .Make(AlignmentReport.FactsOf(prepared, settings)),
        };
    }

    private SweepMeasurement Measurement(
        JobContext context, Teacher teacher, RetrievalData labelled, CancellationToken cancellation)
    {
        var bundle = teacher.ContextEncoder(context.Bundles) ?? throw new BundleException(
            BundleError.NotFound,
            $"The encoder of the documents of {teacher.Bundle.Manifest.SpaceId} is not in the bundle store, and "
                + "students are measured on its vectors; add its bundle.");
        var encoder = new Lazy<TextEncoding>(() => new TextEncoding(
            bundle.Id == teacher.Bundle.Id ? teacher.Model : bundle.LoadModel(), new InferenceOptions()));
        try
        {
            var documents = new CachedVectors(cache).Of(
                encoder, bundle.Manifest.Fingerprint, EncoderRole.Context, labelled.Contents,
                done => context.Progress("document vectors", done, labelled.Documents.Count, texts: done),
                cancellation);
            return new SweepMeasurement(labelled, documents, teacher.Model, context.Time);
        }
        finally
        {
            if (encoder.IsValueCreated)
                encoder.Value.Dispose();
        }
    }
}
