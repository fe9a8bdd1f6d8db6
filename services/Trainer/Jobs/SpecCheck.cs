using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Recipes;
using Kale.V1;

namespace Kale.Trainer.Jobs;

/// <summary>What is wrong with a request to start a job, before it is queued.</summary>
internal static class SpecCheck
{
    /// <exception cref="FailureException">INVALID_REQUEST with a violation for each field; UNIMPLEMENTED.</exception>
    public static void Require(string jobId, JobSpec? spec, RecipeTable recipes, JobEncoders encoders)
    {
        var check = new RequestCheck();
        if (jobId.Length > 0 && !JobId.IsValid(jobId))
            check.Violation("job_id", JobId.Rule);
        if (spec is null || spec.RecipeCase == JobSpec.RecipeOneofCase.None)
            check.Violation("spec.recipe", $"must say what to do: one of {recipes.Offered}");
        else
            Add(check, spec, recipes.Of(spec), encoders);
        check.ThrowIfInvalid();
    }

    private static void Add(RequestCheck check, JobSpec spec, IRecipe recipe, JobEncoders encoders)
    {
        if (recipe.OutputNames(spec).Count > 0 && spec.OutputName.Length == 0)
            check.Violation("spec.output_name", "must name the bundle that the job publishes");
        if (spec.OutputName.Length > 0 && ComplaintAbout(spec.OutputName) is { } complaint)
            check.Violation("spec.output_name", complaint);
        foreach (var violation in recipe.Validate(spec, encoders))
            check.Violation($"spec.{violation.Field}", violation.Description);
    }

    private static string? ComplaintAbout(string name)
    {
        try
        {
            BundleNames.Checked(name);
            return null;
        }
        catch (BundleException e)
        {
            return e.Message;
        }
    }
}
