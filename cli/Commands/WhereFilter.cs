using System.Globalization;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>field=value</c> words as a filter: all must hold. true/false and whole numbers match as such.</summary>
internal static class WhereFilter
{
    public static Filter? Parse(IReadOnlyList<string> conditions)
    {
        if (conditions.Count == 0) { return null; }
        var filter = new Filter();
        filter.Must.AddRange(conditions.Select(ParseOne));
        return filter;
    }

    private static Condition ParseOne(string text)
    {
        var split = text.IndexOf('=');
        if (split <= 0) { throw new CliException($"--where '{text}': expected field=value.", ExitCodes.Usage); }
        var match = new FieldMatch { Field = text[..split] };
        var value = text[(split + 1)..];
        if (bool.TryParse(value, out var boolean)) { match.Boolean = boolean; }
        else if (long.TryParse(value, CultureInfo.InvariantCulture, out var integer)) { match.Integers.Add(integer); }
        else { match.Keywords.Add(value); }
        return new Condition { Match = match };
    }
}
