using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Jobs;
using Kale.Training.Loop;
using Kale.V1;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>
/// A dual encoder on labelled data: InfoNCE with the documents of the batch and mined ones as negatives (DPR,
/// arXiv 2004.04906; ANCE, arXiv 2007.00808), sides tied or not, with a teacher's vectors beside if there is one. It
/// has a space of its own: what was indexed with another context encoder has to be indexed anew.
/// </summary>
internal sealed class TrainDualEncoderRecipe(DualTraining training, DualSpecCheck specs) : IRecipe
{
    private const string Field = "train_dual_encoder";

    public JobSpec.RecipeOneofCase Kind => JobSpec.RecipeOneofCase.TrainDualEncoder;

    public int CheckpointVersion => TrainingLoop.CheckpointVersion;

    public IReadOnlyList<string> OutputNames(JobSpec spec) => spec.TrainDualEncoder.Untied
        ? [spec.OutputName, DualBundles.ContextName(spec.OutputName)]
        : [spec.OutputName];

    public IReadOnlyList<FieldViolation> Validate(JobSpec spec, JobEncoders encoders)
    {
        var (asked, check) = (spec.TrainDualEncoder, new RequestCheck());
        var backbone = EncoderCheck.Find(check, $"{Field}.backbone", encoders, asked.Backbone, BundleKind.DualEncoder);
        specs.Add(check, encoders, Field, asked, backbone, EncoderCheck.ConfigOf(encoders, backbone), backbone?.Dims);
        return check.Violations;
    }

    public Task<RecipeResult> RunAsync(JobContext context, CancellationToken cancellation)
    {
        var spec = context.Spec.TrainDualEncoder;
        var backbone = context.Encoders.Find(spec.Backbone);
        var source = $"{backbone.Manifest.Name} ({backbone.Id}), trained as a dual encoder";
        return Task.FromResult(training.Run(context, backbone.LoadModel(), source, spec, cancellation));
    }
}
