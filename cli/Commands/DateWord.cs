using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary>
/// A date as people write it: a year, a month, a day or a time. All but a time with seconds are spans, and a whole day
/// is "not after" itself.
/// </summary>
/// <param name="Start">Its first moment.</param>
/// <param name="End">The first moment after it; the same as the start: it is a moment.</param>
/// <param name="IsDayOrTime">No longer than a day.</param>
internal sealed record DateWord(DateTimeOffset Start, DateTimeOffset End, bool IsDayOrTime)
{
    private static readonly (string Format, Func<DateTimeOffset, DateTimeOffset> Next, bool IsDayOrTime)[] s_forms =
    [
        ("yyyy", start => start.AddYears(1), false),
        ("yyyy-MM", start => start.AddMonths(1), false),
        ("yyyy-MM-dd", start => start.AddDays(1), true),
        ("yyyy-MM-dd'T'HH:mm", start => start.AddMinutes(1), true),
        ("yyyy-MM-dd'T'HH:mmK", start => start.AddMinutes(1), true),
        ("yyyy-MM-dd'T'HH:mm:ss", start => start, true),
        ("yyyy-MM-dd'T'HH:mm:ssK", start => start, true),
        ("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", start => start, true),
    ];

    /// <summary>Null: it is none.</summary>
    public static DateWord? Parse(string text)
    {
        foreach (var (format, next, isDayOrTime) in s_forms)
        {
            if (TryParse(text, format, out var start))
            {
                // No year comes after the last.
                return new DateWord(start, start.Year == 9999 ? start : next(start), isDayOrTime);
            }
        }
        return null;
    }

    public Condition Equal(string field) => Of(IsMoment
        ? new FieldDateRange { Field = field, Gte = First, Lte = First }
        : new FieldDateRange { Field = field, Gte = First, Lt = Last });

    /// <param name="field">The payload field.</param>
    /// <param name="sign">&lt;, &lt;=, &gt; or &gt;=.</param>
    public Condition Compared(string field, string sign) => Of((sign, IsMoment) switch
    {
        ("<", _) => new FieldDateRange { Field = field, Lt = First },
        (">=", _) => new FieldDateRange { Field = field, Gte = First },
        ("<=", true) => new FieldDateRange { Field = field, Lte = First },
        ("<=", false) => new FieldDateRange { Field = field, Lt = Last },
        (_, true) => new FieldDateRange { Field = field, Gt = First },
        _ => new FieldDateRange { Field = field, Gte = Last },
    });

    private static bool TryParse(string text, string format, out DateTimeOffset start) => DateTimeOffset.TryParseExact(
        text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out start);

    private bool IsMoment => Start == End;

    private Timestamp First => Timestamp.FromDateTimeOffset(Start);

    private Timestamp Last => Timestamp.FromDateTimeOffset(End);

    private static Condition Of(FieldDateRange range) => new() { DateRange = range };
}
