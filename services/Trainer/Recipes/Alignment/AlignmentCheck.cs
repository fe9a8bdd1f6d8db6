using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Training;
using Kale.V1;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>What is wrong with an alignment before anything is computed.</summary>
/// <param name="check">Collects.</param>
/// <param name="data">Finds data sets.</param>
/// <param name="encoders">Finds encoders.</param>
/// <param name="device">Where students would learn.</param>
internal sealed class AlignmentCheck(RequestCheck check, DataSets data, JobEncoders encoders, TrainingDevice device)
{
    private const double MaxHeldOut = 0.5;
    private const double MaxGeneral = 0.5;
    private const uint MaxPseudoQueries = 10_000_000;

    /// <param name="field">The alignment's name below the spec.</param>
    /// <param name="spec">The field; null: there is none.</param>
    /// <param name="plans">The layer plans with their fields' names.</param>
    public void Add(string field, AlignQueryEncoder? spec, IEnumerable<(string Field, V1.LayerPlan? Plan)> plans)
    {
        if (spec is null)
        {
            check.Violation(field, "must say what to align");
            return;
        }

        var teacher = Find($"{field}.teacher", spec.Teacher, isTeacher: true);
        var origin = spec.Student.Length == 0 ? teacher : Find($"{field}.student", spec.Student, isTeacher: false);
        var most = 0;
        foreach (var (name, plan) in plans)
            Try(name, () => most = Math.Max(most, StudentPlan.Layers(plan, origin?.Layers ?? int.MaxValue).Length));
        Try($"{field}.losses", () => AlignmentDefaults.Objective(spec.Losses));
        AddData(field, spec);
        OptimizationCheck.Add(check, $"{field}.optimization", spec.Optimization, teacher?.MaxTokens);
        if (check.Valid && teacher is not null)
            AddMemory(field, spec, teacher, EncoderCheck.ConfigOf(encoders, origin)! with { Layers = most });
    }

    /// <summary>Notes what a table or rule complains of.</summary>
    public void Try(string field, Action look)
    {
        try
        {
            look();
        }
        catch (TrainingException e)
        {
            check.Violation(field, e.Message);
        }
    }

    private void AddData(string field, AlignQueryEncoder spec)
    {
        foreach (var (i, queries) in spec.Queries.Index())
            data.Check(check, $"{field}.queries[{i}]", queries, DataFormats.Texts);
        if (spec.Corpus is not null)
            data.Check(check, $"{field}.corpus", spec.Corpus, DataFormats.Beir);
        if (!(spec.HeldOutFraction is >= 0 and <= MaxHeldOut))
            check.Violation($"{field}.held_out_fraction", "must be 0 to 0.5");
        if (!(spec.GeneralShare is >= 0 and <= MaxGeneral))
            check.Violation($"{field}.general_share", "must be 0 to 0.5");
        if (spec.PseudoQueries > MaxPseudoQueries)
            check.Violation($"{field}.pseudo_queries", $"must be at most {MaxPseudoQueries:N0}");
    }

    private void AddMemory(string field, AlignQueryEncoder spec, BundleManifest teacher, EncoderConfig student)
    {
        var settings = AlignmentDefaults.Settings(spec.Optimization, teacher.MaxTokens);
        MemoryCheck.Add(
            check, $"{field}.optimization",
            new(student, settings.BatchSize, settings.MaxTokens, settings.Dropout > 0), device);
    }

    private BundleManifest? Find(string field, string name, bool isTeacher)
    {
        if (EncoderCheck.Find(check, field, encoders, name, isTeacher ? null : BundleKind.DualEncoder)
            is not { } manifest)
            return null;
        if (!isTeacher || Teacher.ComplaintAbout(manifest) is not { } complaint)
            return manifest;
        check.Violation(field, complaint);
        return null;
    }
}
