using System.Text.RegularExpressions;

namespace Kale.VectorIndex;

/// <summary>
/// The way to a payload field as the store reads it: names with dots between them, <c>[]</c> for the elements of a
/// list, and quotes around a name that has such signs itself.
/// </summary>
public static partial class PayloadPath
{
    // Each part doubles what a name could mean.
    private const int MaxParts = 5;

    /// <summary>Whether it names a field.</summary>
    public static bool IsValid(string path) => Path().IsMatch(path);

    /// <summary>
    /// With quotes around every name that the store does not take without. The path must be valid.
    /// </summary>
    public static string Quoted(string path) => Step().Replace(path, step => Simple().IsMatch(step.Value)
        ? step.Value
        : $"\"{step.Value.Trim('"')}\"");

    /// <summary>
    /// What else a path could have been meant to be: with dots and brackets that are part of a name, in quotes.
    /// </summary>
    public static IEnumerable<string> Readings(string path)
    {
        var parts = path.Split('.');
        if (path.Contains('"', StringComparison.Ordinal) || parts.Length > MaxParts) yield break;
        // Bit i: the dot after part i separates names.
        for (var separators = 0; separators < 1 << (parts.Length - 1); separators++)
        {
            var reading = Joined(parts, separators);
            if (reading != path) yield return reading;
        }
    }

    private static string Joined(string[] parts, int separators)
    {
        var names = new List<string> { parts[0] };
        for (var i = 1; i < parts.Length; i++)
        {
            if ((separators >> (i - 1) & 1) == 1) names.Add(parts[i]);
            else names[^1] += $".{parts[i]}";
        }
        return string.Join('.', names.Select(name => Special().IsMatch(name) ? $"\"{name}\"" : name));
    }

    [GeneratedRegex("""\A(?:"[^"]+"|[^".\[\]]+)(?:\[\d*\])*(?:\.(?:"[^"]+"|[^".\[\]]+)(?:\[\d*\])*)*\z""")]
    private static partial Regex Path();

    [GeneratedRegex("""(?<=\A|\.)(?:"[^"]+"|[^".\[\]]+)""")]
    private static partial Regex Step();

    [GeneratedRegex("""\A(?:"[^"]+"|[\p{L}\p{Nd}_-]+)\z""")]
    private static partial Regex Simple();

    [GeneratedRegex("""[.\[\]]""")]
    private static partial Regex Special();
}
