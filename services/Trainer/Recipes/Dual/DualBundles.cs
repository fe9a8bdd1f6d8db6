using Kale.Bundles;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>What the encoders of a dual encoder are published as.</summary>
internal static class DualBundles
{
    /// <summary>The name of the context encoder of an untied pair.</summary>
    public static string ContextName(string name) => $"{name}-context";

    /// <summary>One bundle for both sides in a space of its own; or one for each, in the space of the two.</summary>
    public static IReadOnlyList<(string Name, EncoderModel Model, SpaceDefinition? Space)> Of(
        TwinEncoders encoders, string name)
    {
        var query = encoders.Of(EncoderRole.Query).ToModel();
        if (!encoders.Untied)
            return [(name, query, null)];
        var documents = encoders.Of(EncoderRole.Context).ToModel();
        var space = SpaceDefinition.Between(documents, query);
        return [(name, query, space), (ContextName(name), documents, space)];
    }
}
