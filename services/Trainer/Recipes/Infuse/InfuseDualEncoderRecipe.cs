using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Jobs;
using Kale.Trainer.Recipes.Dual;
using Kale.Training;
using Kale.Training.Loop;
using Kale.V1;

namespace Kale.Trainer.Recipes.Infuse;

/// <summary>
/// DE-2 CE (arXiv 2502.03552): a light dual encoder whose embeddings and first layers come from a cross encoder, the
/// rest fresh, trained as any dual encoder; and its controls, which start elsewhere and are trained the same.
/// </summary>
internal sealed class InfuseDualEncoderRecipe(DualTraining training, DualSpecCheck specs) : IRecipe
{
    private const string Field = "infuse_dual_encoder";

    public JobSpec.RecipeOneofCase Kind => JobSpec.RecipeOneofCase.InfuseDualEncoder;

    public int CheckpointVersion => TrainingLoop.CheckpointVersion;

    public IReadOnlyList<FieldViolation> Validate(JobSpec spec, JobEncoders encoders)
    {
        var (asked, check) = (spec.InfuseDualEncoder, new RequestCheck());
        var known = InfusionStarts.All.Names.Contains(InfusionStarts.NameOf(asked));
        if (!known)
            check.Violation($"{Field}.start", $"must be one of {string.Join(", ", InfusionStarts.All.Names)}");
        if (asked.Training is null)
            check.Violation($"{Field}.training", "must say how to train, its data at least");
        if (check.Valid)
            CheckStart(check, encoders, asked);
        return check.Violations;
    }

    public Task<RecipeResult> RunAsync(JobContext context, CancellationToken cancellation)
    {
        var spec = context.Spec.InfuseDualEncoder;
        var donor = context.Encoders.Find(DonorOf(spec).Name);
        var plan = InfusionPlan.Of(spec, donor.Manifest.Layers);
        var source = $"{plan} from {donor.Manifest.Name} ({donor.Id}), trained as a dual encoder";
        var model = plan.Make(donor.LoadModel(), context.Seed);
        return Task.FromResult(training.Run(context, model, source, spec.Training, cancellation));
    }

    private void CheckStart(RequestCheck check, JobEncoders encoders, InfuseDualEncoder asked)
    {
        var (field, name, kind) = DonorOf(asked);
        var donor = EncoderCheck.Find(check, $"{Field}.{field}", encoders, name, kind);
        var layers = donor is null ? null : CheckPlan(check, asked, donor.Layers);
        var config = EncoderCheck.ConfigOf(encoders, donor);
        if (asked.Training.Untied)
            check.Violation(
                $"{Field}.training.untied", "must not be set: one light encoder for both sides is what is made");
        // A cross encoder's manifest knows no dims.
        specs.Add(
            check, encoders, $"{Field}.training", asked.Training, donor,
            layers is { } count ? config! with { Layers = count, Labels = 0 } : null, config?.HiddenSize);
    }

    /// <summary>How many layers will be trained; null, with a violation noted, if that cannot be.</summary>
    private static int? CheckPlan(RequestCheck check, InfuseDualEncoder asked, int layers)
    {
        try
        {
            return InfusionPlan.Of(asked, layers).Layers;
        }
        catch (TrainingException e)
        {
            check.Violation(asked.Keep.Count > 0 ? $"{Field}.keep" : $"{Field}.layers", e.Message);
            return null;
        }
    }

    private static (string Field, string Name, BundleKind Kind) DonorOf(InfuseDualEncoder asked) =>
        InfusionStarts.All[InfusionStarts.NameOf(asked)].FromCrossEncoder
            ? ("cross_encoder", asked.CrossEncoder, BundleKind.CrossEncoder)
            : ("training.backbone", asked.Training.Backbone, BundleKind.DualEncoder);
}
