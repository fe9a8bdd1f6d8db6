using Kale.Trainer.Reports;

namespace Kale.Trainer.Recipes;

/// <summary>What a job has made.</summary>
internal sealed record RecipeResult
{
    /// <summary>Bundles that were published.</summary>
    public IReadOnlyList<string> BundleIds { get; init; } = [];

    /// <summary>Written as report.html and report.json; null: there is none.</summary>
    public Report? Report { get; init; }
}
