using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary>
/// Words as a filter, all of which must hold: <c>field=value</c> matches what the data has, be it a text, a number,
/// true or false, or a day; <c>field!=value</c> that there is something else; <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>
/// and <c>&gt;=</c> compare numbers and dates.
/// </summary>
internal static partial class WhereFilter
{
    /// <summary>What the option's help says.</summary>
    public const string Syntax =
        "field=value, field!=value, or with <, <=, > or >= a number or a date (2024-05-01): only passages whose "
        + "payload field is so. Nested fields: a.b; a name with dots of its own: '\"dc.subject\"=x'. A value in quotes "
        + "is a text and no number. Repeatable.";

    private const double LargestExactBound = 1L << 53;

    public static Filter? Parse(IReadOnlyList<string> conditions)
    {
        if (conditions.Count == 0) { return null; }
        var filter = new Filter();
        foreach (var words in conditions) { Add(filter, words); }
        return filter;
    }

    private static void Add(Filter filter, string words)
    {
        var parts = Words().Match(words);
        if (!parts.Success)
        {
            throw new CliException($"--where '{words}': expected field=value, or !=, <, <=, >, >=.", ExitCodes.Usage);
        }
        var groups = parts.Groups;
        var (field, sign, value) = (groups["field"].Value, groups["sign"].Value, groups["value"].Value);
        filter.Must.Add(sign switch
        {
            "=" => AnyOf(Equal(field, value)),
            "!=" => Otherwise(field, value),
            _ => AnyOf(Compared(words, field, sign, value)),
        });
    }

    // A field that nobody has would differ from everything, and a misspelt one would not be noticed.
    private static Condition Otherwise(string field, string value)
    {
        var otherwise = new Filter { MustNot = { new Condition { IsEmpty = new FieldPath { Field = field } } } };
        otherwise.MustNot.Add(AnyOf(Equal(field, value)));
        return new Condition { Filter = otherwise };
    }

    private static Condition AnyOf(List<Condition> readings) =>
        readings.Count == 1 ? readings[0] : new Condition { Filter = new Filter { Should = { readings } } };

    // What the field's values are is known to the server alone, so all that the word can mean is asked for.
    private static List<Condition> Equal(string field, string value)
    {
        if (value is ['"', .., '"'] && value.Length > 1) { return [Keyword(field, value[1..^1])]; }
        var readings = new List<Condition> { Keyword(field, value) };
        if (bool.TryParse(value, out var boolean))
        {
            readings.Add(new Condition { Match = new FieldMatch { Field = field, Boolean = boolean } });
        }
        if (Whole(value) is { } integer)
        {
            readings.Add(new Condition { Match = new FieldMatch { Field = field, Integers = { integer } } });
        }
        else if (Number(value) is { } number)
        {
            readings.Add(new Condition { Range = new FieldRange { Field = field, Gte = number, Lte = number } });
        }
        if (DateWord.Parse(value) is { IsDayOrTime: true } date) { readings.Add(date.Equal(field)); }
        return readings;
    }

    private static List<Condition> Compared(string words, string field, string sign, string value)
    {
        var readings = new List<Condition>();
        if (Number(value) is { } number)
        {
            RequireExact(words, number);
            readings.Add(new Condition { Range = Range(field, sign, number) });
        }
        if (DateWord.Parse(value) is { } date) { readings.Add(date.Compared(field, sign)); }
        return readings.Count > 0 ? readings : throw new CliException(
            $"--where '{words}': expected a number or a date such as 2024-05-01 after '{sign}'.", ExitCodes.Usage);
    }

    private static Condition Keyword(string field, string value) =>
        new() { Match = new FieldMatch { Field = field, Keywords = { value } } };

    private static FieldRange Range(string field, string sign, double number) => sign switch
    {
        "<" => new FieldRange { Field = field, Lt = number },
        "<=" => new FieldRange { Field = field, Lte = number },
        ">" => new FieldRange { Field = field, Gt = number },
        _ => new FieldRange { Field = field, Gte = number },
    };

    // 5, 5.0 and 5e0 are stored as the same number.
    private static long? Whole(string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : null;

    private static void RequireExact(string words, double bound)
    {
        if (Math.Abs(bound) >= LargestExactBound)
        {
            throw new CliException(
                $"--where '{words}': ranges are compared as doubles, which are not exact beyond 2^53; only = and != "
                + "are.",
                ExitCodes.Usage);
        }
    }

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    [GeneratedRegex("""\A(?<field>(?:"[^"]*"|[^"=!<>])+)(?<sign>!=|<=|>=|=|<|>)(?<value>.*)\z""", RegexOptions.Singleline)]
    private static partial Regex Words();
}
