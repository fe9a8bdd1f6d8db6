using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Admission;

/// <summary>The header by which a call says how long its caller waits: up to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const string Name = "grpc-timeout";
    private const int MaxDigits = 8;

    /// <summary>Null where there is none, or none that can be read: whoever reads the call says so.</summary>
    public static TimeSpan? Of(IHeaderDictionary headers) =>
        headers.TryGetValue(Name, out var values) && values is [{ Length: > 1 and <= MaxDigits + 1 } value]
        && long.TryParse(value.AsSpan(0, value.Length - 1), out var number) && number >= 0
            ? TicksOf(value[^1]) is > 0 and var ticks ? TimeSpan.FromTicks((long)(number * ticks)) : null
            : null;

    private static double TicksOf(char unit) => unit switch
    {
        'H' => TimeSpan.TicksPerHour,
        'M' => TimeSpan.TicksPerMinute,
        'S' => TimeSpan.TicksPerSecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'u' => TimeSpan.TicksPerMicrosecond,
        'n' => 1.0 / TimeSpan.NanosecondsPerTick,
        _ => 0,
    };
}
