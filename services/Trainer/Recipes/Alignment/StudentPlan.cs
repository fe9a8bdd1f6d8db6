using Kale.Training;
using Kale.Training.Weights;
using Kale.V1;
using LayerPlan = Kale.V1.LayerPlan;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>The layer plan of a request.</summary>
internal static class StudentPlan
{
    private const string Explicit = "explicit";
    private const string Default = "wang-lyu";

    /// <summary>The layers that the student keeps, ascending.</summary>
    /// <param name="plan">The request's; null: it names none.</param>
    /// <param name="layers">Of the encoder that is cut.</param>
    /// <exception cref="TrainingException">An unknown plan, or one that this encoder cannot follow.</exception>
    public static int[] Layers(LayerPlan? plan, int layers)
    {
        if (plan is null)
            throw Refused($"Say which layers to keep: a plan ({Names}) with a number, or {Explicit} with a list.");
        var name = NameOf(plan);
        if (name == Explicit)
            return LayerPlans.Explicit(layers, [.. plan.Keep.Select(layer => (int)Math.Min(layer, int.MaxValue))]);
        if (plan.Keep.Count > 0)
            throw Refused($"keep lists layers for the plan {Explicit}; {name} takes their number.");
        if (!LayerPlans.All.Names.Contains(name))
        {
            throw new TrainingException(
                TrainingError.UnknownName, $"There is no layer plan '{name}'; there are: {Names}, {Explicit}.");
        }

        return LayerPlans.Choose(name, layers, (int)Math.Min(plan.Layers, int.MaxValue));
    }

    /// <summary>As in names of bundles: <c>kale-2</c>, <c>layers-0-5</c>, <c>layers-none</c>.</summary>
    public static string LabelOf(LayerPlan plan) => NameOf(plan) != Explicit ? $"{NameOf(plan)}-{plan.Layers}"
        : plan.Keep.Count == 0 ? "layers-none"
        : $"layers-{string.Join('-', plan.Keep)}";

    private static string Names => string.Join(", ", LayerPlans.All.Names);

    private static string NameOf(LayerPlan plan) =>
        plan.Name.Length > 0 ? plan.Name : plan.Keep.Count > 0 ? Explicit : Default;

    private static TrainingException Refused(string message) => new(TrainingError.InvalidPlan, message);
}
