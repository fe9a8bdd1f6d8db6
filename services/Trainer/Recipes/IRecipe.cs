using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Jobs;
using Kale.V1;

namespace Kale.Trainer.Recipes;

/// <summary>
/// How one kind of job is done. A recipe reports progress and saves checkpoints through its context, computes the same
/// from a checkpoint as without the interruption, and looks at the cancellation between steps.
/// </summary>
internal interface IRecipe
{
    /// <summary>Which of the spec's recipes.</summary>
    JobSpec.RecipeOneofCase Kind { get; }

    /// <summary>Raised when checkpoints of before cannot be read any more.</summary>
    int CheckpointVersion => 1;

    /// <summary>
    /// What is wrong with the spec, as far as can be told at once; fields named below the spec, as in
    /// <c>align_query_encoder.plan.layers</c>. Every encoder that the job will use is looked up on the way.
    /// </summary>
    IReadOnlyList<FieldViolation> Validate(JobSpec spec, JobEncoders encoders);

    /// <summary>The names that bundles will be published under; none for a recipe that only measures.</summary>
    IReadOnlyList<string> OutputNames(JobSpec spec) => [spec.OutputName];

    /// <summary>Does the job, from its last checkpoint if there is one.</summary>
    Task<RecipeResult> RunAsync(JobContext context, CancellationToken cancellation);
}
