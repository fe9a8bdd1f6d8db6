using System.Globalization;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>
/// Layer plans as people write them: <c>kale:2</c>, <c>first:3</c>, or the layers to keep, <c>0,5</c>; <c>none</c>
/// keeps none.
/// </summary>
internal static class LayerPlanText
{
    public const string Form =
        "name:layers (kale, wang-lyu, first, last, even), the layers to keep counted from 0 such as 0,5, or none";

    public static LayerPlan Parse(string text, string option)
    {
        if (text == "none") { return new LayerPlan { Name = "explicit" }; }
        if (text.Split(':') is [{ Length: > 0 } name, var count]
            && uint.TryParse(count, CultureInfo.InvariantCulture, out var layers))
        {
            return new LayerPlan { Name = name, Layers = layers };
        }
        var plan = new LayerPlan { Name = "explicit" };
        foreach (var part in text.Split(','))
        {
            if (!uint.TryParse(part, CultureInfo.InvariantCulture, out var layer)) { throw Malformed(text, option); }
            plan.Keep.Add(layer);
        }
        return plan;
    }

    private static CliException Malformed(string text, string option) =>
        new($"{option} '{text}': expected {Form}.", ExitCodes.Usage);
}
