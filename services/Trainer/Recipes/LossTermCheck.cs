using Kale.ServiceDefaults.Errors;
using Kale.Training.Losses;

namespace Kale.Trainer.Recipes;

/// <summary>What is wrong with a loss that a request asks for.</summary>
internal static class LossTermCheck
{
    /// <param name="check">Collects.</param>
    /// <param name="field">Of the term, below the spec.</param>
    /// <param name="term">A weight or temperature of 0 stands for 1.</param>
    public static void Add(RequestCheck check, string field, V1.LossTerm term)
    {
        if (!AlignmentLosses.All.Names.Contains(term.Name))
            check.Violation($"{field}.name", $"must be one of {string.Join(", ", AlignmentLosses.All.Names)}");
        if (!(term.Weight >= 0 && double.IsFinite(term.Weight)))
            check.Violation($"{field}.weight", "must be above 0; 0 for 1");
        if (!(term.Temperature >= 0 && double.IsFinite(term.Temperature)))
            check.Violation($"{field}.temperature", "must be above 0; 0 for 1");
    }
}
