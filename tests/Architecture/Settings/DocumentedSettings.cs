using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests.Settings;

/// <summary>
/// The table of settings in docs/operations.md: a row names one or several, the first in full and the others by what
/// differs, and as many defaults: <c>| `Section:One`, `Two` | 1, none | … |</c>.
/// </summary>
internal static partial class DocumentedSettings
{
    /// <summary>By name; the rows of other tables and of what is no service's own are left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(string markdown, IEnumerable<string> sections)
    {
        var known = sections.Select(section => section + ":").ToList();
        return markdown.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(Row)
            .Where(setting => known.Exists(section => setting.Key.StartsWith(section, StringComparison.Ordinal)));
    }

    private static IEnumerable<KeyValuePair<string, string>> Row(string line)
    {
        var cells = line.Split(" | ");
        var names = Code().Matches(cells[0]).Select(match => match.Groups[1].Value).ToList();
        var defaults = cells[1].Replace("`", "", StringComparison.Ordinal).Split(", ", StringSplitOptions.TrimEntries);
        var path = names[0][..(names[0].LastIndexOf(':') + 1)];
        return names.Select((name, i) => KeyValuePair.Create(
            i == 0 ? name : path + name,
            defaults.Length == names.Count ? defaults[i] : $"{defaults.Length} defaults for {names.Count} names"));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
