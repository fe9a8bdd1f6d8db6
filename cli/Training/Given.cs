using System.CommandLine;
using System.Numerics;

namespace Kale.Cli.Training;

/// <summary>What was given.</summary>
internal static class Given
{
    /// <summary>Names of the options that are in the command line.</summary>
    public static IReadOnlyList<string> Names(ParseResult parsed, IEnumerable<Option> options) =>
        [.. options.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];

    /// <summary>
    /// What was given, or 0. To the Trainer a 0 of these is as good as none, which is not what somebody means who
    /// writes it.
    /// </summary>
    /// <exception cref="CliException">It was given as 0.</exception>
    public static T Positive<T>(ParseResult parsed, Option<T> option)
        where T : struct, INumber<T> => parsed.GetResult(option) is null || parsed.GetValue(option) != T.Zero
        ? parsed.GetValue(option)
        : throw new CliException(
            $"{option.Name}: expected a number above 0; leave it out for the recipe's own.", ExitCodes.Usage);
}
