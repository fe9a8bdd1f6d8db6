using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Training;
using Kale.Training.Losses;
using Kale.V1;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>What is wrong with the way a dual encoder is to be trained, whatever it starts from.</summary>
internal sealed class DualSpecCheck(DataSets data, TrainingDevice device)
{
    private const uint MaxNegatives = 64;
    private const double MaxTemperature = 100;

    /// <param name="check">Collects.</param>
    /// <param name="encoders">Finds the teacher.</param>
    /// <param name="field">Of the message, below the spec.</param>
    /// <param name="spec">The message.</param>
    /// <param name="start">What is trained; null where it could not be found.</param>
    /// <param name="trained">Its sizes in training; null where they are not known.</param>
    /// <param name="dims">Of the vectors that come out; null where they are not known.</param>
    public void Add(
        RequestCheck check, JobEncoders encoders, string field, TrainDualEncoder spec, BundleManifest? start,
        EncoderConfig? trained, int? dims)
    {
        data.Check(check, $"{field}.data", spec.Data, [.. DataFormats.Examples]);
        if (spec.MinedNegatives > MaxNegatives)
            check.Violation($"{field}.mined_negatives", $"must be at most {MaxNegatives}");
        if (spec.Temperature is not (>= 0 and <= MaxTemperature))
            check.Violation(
                $"{field}.temperature", $"must be above 0 and at most {MaxTemperature}; 0 for the recipe's own");
        if (spec is { Optimization.BatchSize: 1, MinedNegatives: 0 })
        {
            check.Violation(
                $"{field}.optimization.batch_size",
                "must be at least 2 without mined_negatives: what a query's answer is told from are the other "
                    + "documents of its batch");
        }

        OptimizationCheck.Add(check, $"{field}.optimization", spec.Optimization, start?.MaxTokens);
        AddTeacher(check, encoders, field, spec, dims);
        if (check.Valid && start is not null && trained is not null)
        {
            MemoryCheck.Add(
                check, $"{field}.optimization", DualTraining.BatchOf(spec, trained, start.MaxTokens), device);
        }

    }

    private static void AddTeacher(
        RequestCheck check, JobEncoders encoders, string field, TrainDualEncoder spec, int? dims)
    {
        foreach (var (i, term) in spec.Distillation.Index())
            LossTermCheck.Add(check, $"{field}.distillation[{i}]", term);
        if (spec.Teacher.Length > 0 != spec.Distillation.Count > 0)
            check.Violation(
                $"{field}.distillation",
                "must name losses with a teacher, and none without; there are: "
                    + $"{string.Join(", ", AlignmentLosses.All.Names)}");
        if (spec.Teacher.Length == 0)
            return;
        var teacher = EncoderCheck.Find(check, $"{field}.teacher", encoders, spec.Teacher, BundleKind.DualEncoder);
        if (teacher is not null && dims is { } own && teacher.Dims != own)
            check.Violation(
                $"{field}.teacher",
                $"makes vectors of {teacher.Dims} dimensions; those of the encoder under training have {own}");
    }
}
