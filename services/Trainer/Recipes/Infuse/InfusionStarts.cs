using Kale.Training;

namespace Kale.Trainer.Recipes.Infuse;

/// <summary>Where a light dual encoder's embeddings and first layers come from.</summary>
/// <param name="Source">Why one would.</param>
/// <param name="FromCrossEncoder">From the cross encoder, else from the backbone of the training.</param>
/// <param name="TakesLayers">Whether layers come along, or the embeddings only.</param>
internal sealed record InfusionStart(string Source, bool FromCrossEncoder, bool TakesLayers);

/// <summary>The starts by name.</summary>
internal static class InfusionStarts
{
    public const string CrossEncoder = "cross-encoder";

    public static NamedTable<InfusionStart> All { get; } = new("start")
    {
        { CrossEncoder, new(
            "knowledge infusion, DE-2 CE (arXiv 2502.03552)", FromCrossEncoder: true, TakesLayers: true) },
        { "dual-encoder", new(
            "control: the same layers of a dual encoder", FromCrossEncoder: false, TakesLayers: true) },
        { "fresh", new(
            "control: a dual encoder's embeddings, no trained layer", FromCrossEncoder: false, TakesLayers: false) },
    };

    /// <summary>The name that a request means.</summary>
    public static string NameOf(V1.InfuseDualEncoder asked) => asked.Start.Length > 0 ? asked.Start : CrossEncoder;
}
