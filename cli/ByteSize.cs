using System.Globalization;

namespace Kale.Cli;

/// <summary>Bytes for people: <c>91.4 MB</c>.</summary>
internal static class ByteSize
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB"];

    public static string Of(ulong bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1000 && unit < s_units.Length - 1; unit++) { size /= 1000; }
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {s_units[unit]}");
    }
}
