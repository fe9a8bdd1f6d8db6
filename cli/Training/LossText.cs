using System.Globalization;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>
/// Losses as people write them: <c>cosine</c>, <c>kl@2</c> with a temperature, <c>0.5*mse</c> with a weight.
/// </summary>
internal static class LossText
{
    public const string Form =
        "name, name@temperature or weight*name: cosine, mse, kl, kl-reverse; repeated, their sum";

    public static LossTerm Parse(string text, string option)
    {
        var (weight, rest) = text.Split('*', 2) is [var factor, var after]
            ? (Number(factor, text, option), after)
            : (1, text);
        var (name, temperature) = rest.Split('@', 2) is [var before, var degree]
            ? (before, Number(degree, text, option))
            : (rest, 0);
        return new LossTerm { Name = name, Weight = weight, Temperature = temperature };
    }

    // To the Trainer a weight or temperature of 0 is one that was left out.
    private static double Number(string number, string text, string option) =>
        double.TryParse(number, CultureInfo.InvariantCulture, out var value) && value != 0
            ? value
            : throw new CliException($"{option} '{text}': expected {Form}.", ExitCodes.Usage);
}
