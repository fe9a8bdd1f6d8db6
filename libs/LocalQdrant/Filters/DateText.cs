namespace Kale.LocalQdrant.Filters;

/// <summary>
/// Times as Qdrant reads them from texts: RFC 3339, or without the zone, the seconds or the whole time of day, and then
/// in UTC and from their beginning.
/// </summary>
internal ref struct DateText
{
    private ReadOnlySpan<byte> _rest;
    private bool _failed;

    private DateText(ReadOnlySpan<byte> text) => _rest = text;

    /// <param name="text">UTF-8.</param>
    /// <param name="ticks">Of the time in UTC.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        var reader = new DateText(text);
        ticks = reader.Read();
        return !reader._failed && reader._rest.IsEmpty;
    }

    private long Read()
    {
        var (year, month, day) = (Number(4), Number(2, '-'), Number(2, '-'));
        if (_failed || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return Fail();
        var date = new DateTime(year, month, day).Ticks;
        return _rest.IsEmpty ? date : date + TimeOfDay();
    }

    private long TimeOfDay()
    {
        if (!Take('T') && !Take('t') && !Take(' '))
            return Fail();
        var (hour, minute) = (Number(2), Number(2, ':'));
        var second = _rest is [(byte)':', ..] ? Number(2, ':') : 0;
        if (hour > 23 || minute > 59 || second > 60)
            return Fail();
        var time = hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute + second * TimeSpan.TicksPerSecond;
        return time + Fraction() - Zone();
    }

    private long Fraction()
    {
        if (!Take('.'))
            return 0;
        var (ticks, unit, digits) = (0L, TimeSpan.TicksPerSecond, 0);
        for (; _rest is [>= (byte)'0' and <= (byte)'9', ..]; _rest = _rest[1..], digits++)
            ticks += (_rest[0] - '0') * (unit /= 10);
        return digits > 0 ? ticks : Fail();
    }

    private long Zone()
    {
        if (_rest.IsEmpty || Take('Z') || Take('z'))
            return 0;
        var west = _rest[0] == '-';
        if (!Take('+') && !Take('-'))
            return Fail();
        var (hours, minutes) = (Number(2), _rest is [(byte)':', ..] ? Number(2, ':') : Number(2));
        if (hours > 23 || minutes > 59)
            return Fail();
        return (west ? -1 : 1) * (hours * TimeSpan.TicksPerHour + minutes * TimeSpan.TicksPerMinute);
    }

    private int Number(int digits, char? before = null)
    {
        if ((before is { } sign && !Take(sign)) || _rest.Length < digits)
            return (int)Fail();
        var number = 0;
        foreach (var digit in _rest[..digits])
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return (int)Fail();
            number = number * 10 + digit - '0';
        }
        _rest = _rest[digits..];
        return number;
    }

    private bool Take(char sign)
    {
        if (_rest.IsEmpty || _rest[0] != sign)
            return false;
        _rest = _rest[1..];
        return true;
    }

    private long Fail()
    {
        _failed = true;
        return 0;
    }
}
