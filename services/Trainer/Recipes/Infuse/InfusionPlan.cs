using Kale.Bundles;
using Kale.Training;
using Kale.Training.Weights;

namespace Kale.Trainer.Recipes.Infuse;

/// <summary>Which layers of a donor are taken over, and how many fresh ones follow them.</summary>
internal sealed record InfusionPlan(IReadOnlyList<int> Taken, int Fresh)
{
    private const int DefaultLayers = 2;
    private const int DefaultTaken = 1;

    /// <summary>Of the dual encoder that comes out.</summary>
    public int Layers => Taken.Count + Fresh;

    /// <summary>What a request asks for: the layers it lists, or its first so many and fresh ones.</summary>
    /// <exception cref="TrainingException">InvalidPlan: the donor has not so many layers.</exception>
    public static InfusionPlan Of(V1.InfuseDualEncoder asked, int donorLayers)
    {
        if (asked.Keep.Count > 0)
            return new InfusionPlan(
                LayerPlans.Explicit(donorLayers, [.. asked.Keep.Select(layer => (int)Math.Min(layer, int.MaxValue))]),
                0);
        var layers = asked.Layers > 0 ? (int)Math.Min(asked.Layers, int.MaxValue) : DefaultLayers;
        var taken = !InfusionStarts.All[InfusionStarts.NameOf(asked)].TakesLayers ? 0
            : asked.InfusedLayers > 0 ? (int)Math.Min(asked.InfusedLayers, int.MaxValue)
            : Math.Min(DefaultTaken, layers);
        return layers <= donorLayers && taken <= layers
            ? new InfusionPlan([.. Enumerable.Range(0, taken)], layers - taken)
            : throw new TrainingException(
                TrainingError.InvalidPlan,
                $"{taken} of {layers} layers cannot be taken from an encoder that has {donorLayers}.");
    }

    /// <summary>
    /// The donor's embeddings and the layers of this plan as a dual encoder, mean-pooled and of length 1.
    /// </summary>
    public EncoderModel Make(EncoderModel donor, ulong seed)
    {
        if (Fresh == 0)
            return donor.ToDualEncoder().KeepLayers(Taken);
        return donor.ToDualEncoder().KeepLayers([.. Enumerable.Range(0, Layers)])
            .WithFreshLayers([.. Enumerable.Range(Taken.Count, Fresh)], seed);
    }

    public override string ToString() => string.Join(" and ",
        new[]
        {
            Taken.Count > 0 ? $"layers [{string.Join(", ", Taken)}] and embeddings" : "embeddings",
            Fresh > 0 ? $"{Fresh} fresh layer{(Fresh > 1 ? "s" : "")}" : "",
        }.Where(part => part.Length > 0));
}
