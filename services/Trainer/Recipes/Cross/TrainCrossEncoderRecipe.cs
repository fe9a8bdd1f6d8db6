using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Training;
using Kale.Training.Loop;
using Kale.Training.Losses;
using Kale.V1;

namespace Kale.Trainer.Recipes.Cross;

/// <summary>
/// A cross encoder from a backbone with a fresh head (Nogueira and Cho 2019, arXiv 1901.04085), by labels or by a
/// teacher's margins (arXiv 2010.02666), on answers and negatives that are sampled or mined.
/// </summary>
internal sealed class TrainCrossEncoderRecipe(CrossTraining training, DataSets data, TrainingDevice device) : IRecipe
{
    private const string Field = "train_cross_encoder";
    private const uint MaxNegatives = 64;

    public JobSpec.RecipeOneofCase Kind => JobSpec.RecipeOneofCase.TrainCrossEncoder;

    public int CheckpointVersion => TrainingLoop.CheckpointVersion;

    public IReadOnlyList<FieldViolation> Validate(JobSpec spec, JobEncoders encoders)
    {
        var (asked, check) = (spec.TrainCrossEncoder, new RequestCheck());
        var backbone = EncoderCheck.Find(check, $"{Field}.backbone", encoders, asked.Backbone, BundleKind.DualEncoder);
        data.Check(check, $"{Field}.data", asked.Data, [.. DataFormats.Examples]);
        if (!PairLosses.All.Names.Contains(CrossTraining.LossOf(asked)))
            check.Violation($"{Field}.loss", $"must be one of {string.Join(", ", PairLosses.All.Names)}");
        if (asked.SampledNegatives > MaxNegatives)
            check.Violation($"{Field}.sampled_negatives", $"must be at most {MaxNegatives}");
        if (asked.MinedNegatives > MaxNegatives)
            check.Violation($"{Field}.mined_negatives", $"must be at most {MaxNegatives}");
        if (asked.NegativesEncoder.Length > 0)
            EncoderCheck.Find(
                check, $"{Field}.negatives_encoder", encoders, asked.NegativesEncoder, BundleKind.DualEncoder);
        if (asked.Teacher.Length > 0)
            EncoderCheck.Find(check, $"{Field}.teacher", encoders, asked.Teacher, kind: null);
        if (asked.Teacher.Length > 0 && asked.Loss == "bce")
            check.Violation(
                $"{Field}.teacher", "has no part in bce, which takes the labels; use margin-mse, or name no teacher");
        OptimizationCheck.Add(check, $"{Field}.optimization", asked.Optimization, backbone?.MaxTokens);
        if (check.Valid && backbone is not null)
        {
            MemoryCheck.Add(
                check, $"{Field}.optimization",
                CrossTraining.BatchOf(asked, EncoderCheck.ConfigOf(encoders, backbone), backbone.MaxTokens), device);
        }

        return check.Violations;
    }

    public Task<RecipeResult> RunAsync(JobContext context, CancellationToken cancellation) =>
        Task.FromResult(training.Run(context, cancellation));
}
