using Kale.Trainer.Recipes.Alignment;
using Kale.Training.Losses;
using Kale.V1;

namespace Kale.Trainer.Recipes.Sweep;

/// <summary>One student of a sweep.</summary>
/// <param name="Plan">Which layers it keeps.</param>
/// <param name="Losses">Their weighted sum aligns it.</param>
/// <param name="Label">In the report: <c>kale-2 cosine</c>.</param>
/// <param name="OutputName">Of its bundle.</param>
internal sealed record SweepCell(V1.LayerPlan Plan, IReadOnlyList<V1.LossTerm> Losses, string Label, string OutputName)
{
    /// <summary>Every plan with every loss; without losses of the sweep's own, with the alignment's.</summary>
    public static IReadOnlyList<SweepCell> Of(JobSpec spec)
    {
        var sweep = spec.SweepAlignment;
        IReadOnlyList<V1.LossTerm> own = sweep.Alignment is null ? [] : sweep.Alignment.Losses;
        var losses = sweep.Losses.Count > 0
            ? [.. sweep.Losses.Select(loss => (Name: NameOf(loss), Terms: (IReadOnlyList<V1.LossTerm>)[loss]))]
            : new[] { (Name: "", Terms: own) };
        return
        [
            .. from plan in sweep.Plans
               from loss in losses
               let label = StudentPlan.LabelOf(plan)
               let suffix = losses.Length > 1 ? $"-{loss.Name}" : ""
               select new SweepCell(
                   plan, loss.Terms, $"{label}{suffix.Replace('-', ' ')}", $"{spec.OutputName}-{label}{suffix}"),
        ];
    }

    public AlignmentObjective Objective => AlignmentDefaults.Objective(Losses);

    // The temperature too, so that one divergence at two temperatures makes two names.
    private static string NameOf(V1.LossTerm loss) =>
        loss.Temperature is 0 or 1 ? loss.Name : FormattableString.Invariant($"{loss.Name}-t{loss.Temperature}");
}
