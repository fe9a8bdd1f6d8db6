using Kale.Bundles;
using Kale.Retrieval;
using Kale.Retrieval.Metrics;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.V1;


namespace Kale.Trainer.Recipes.Evaluation;

/// <summary>What is wrong with an evaluation before anything is computed.</summary>
internal sealed class EvaluateCheck(Evaluate spec, DataSets data, JobEncoders encoders)
{
    private const int MaxDepth = 100_000;
    private const int MaxSamples = 1_000_000;
    private readonly RequestCheck _check = new();

    public IReadOnlyList<FieldViolation> Violations()
    {
        data.Check(_check, "evaluate.data", spec.Data, DataFormats.Beir);
        foreach (var (i, run) in spec.Runs.Index())
            data.Check(_check, $"evaluate.runs[{i}]", run, DataFormats.TrecRun);
        CheckSystems();
        CheckEncoders();
        CheckMetrics();
        if (spec.Depth > MaxDepth)
            _check.Violation("evaluate.depth", "must be at most 100,000, or 0 for 1,000");
        if (spec.BootstrapSamples > MaxSamples)
            _check.Violation("evaluate.bootstrap_samples", "must be at most 1,000,000, or 0 for 10,000");
        return _check.Violations;
    }

    private void CheckSystems()
    {
        var systems = EvaluateRecipe.Systems(spec).ToList();
        if (systems.Count == 0)
            _check.Violation("evaluate.encoders", "must name one or more encoders, or give runs");
        if (systems.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            _check.Violation("evaluate.encoders", $"'{twice.Key}' is given twice");
        if (spec.Baseline.Length > 0 && !EvaluateRecipe.TryFindBaseline(spec, out _))
            _check.Violation(
                "evaluate.baseline", $"must be one of {string.Join(", ", systems)}, or empty for the first");
    }

    private void CheckEncoders()
    {
        var context = spec.ContextEncoder.Length > 0
            ? EncoderCheck.Find(
                _check, "evaluate.context_encoder", encoders, spec.ContextEncoder, BundleKind.DualEncoder)
            : null;
        if (context is not null && !context.Roles.Contains(EncoderRole.Context))
            _check.Violation("evaluate.context_encoder", $"'{spec.ContextEncoder}' encodes queries only");
        foreach (var (i, name) in spec.Encoders.Index())
        {
            if (EncoderCheck.Find(_check, $"evaluate.encoders[{i}]", encoders, name, BundleKind.DualEncoder)
                is { } encoder)
                CheckRoles($"evaluate.encoders[{i}]", name, encoder, context);
        }
    }

    private void CheckRoles(string field, string name, BundleManifest encoder, BundleManifest? context)
    {
        if (!encoder.Roles.Contains(EncoderRole.Query))
            _check.Violation(field, $"'{name}' encodes documents only");
        else if (context is not null && encoder.SpaceId != context.SpaceId)
            _check.Violation(
                field,
                $"'{name}' is of {encoder.SpaceId}, '{spec.ContextEncoder}' of {context.SpaceId}: their vectors cannot "
                    + "be compared");
        else if (spec.ContextEncoder.Length == 0 && !encoder.Roles.Contains(EncoderRole.Context))
            _check.Violation(
                field, $"'{name}' encodes queries only; name the encoder of the documents in context_encoder");
    }

    private void CheckMetrics()
    {
        foreach (var (i, name) in spec.Metrics.Index())
        {
            try
            {
                if (RankingMetric.Parse(name).CutOff > EvaluateRecipe.DepthOf(spec))
                    _check.Violation($"evaluate.metrics[{i}]", $"'{name}' needs a depth of as many documents or more");
            }
            catch (RetrievalException e)
            {
                _check.Violation($"evaluate.metrics[{i}]", e.Message);
            }
        }
    }
}
