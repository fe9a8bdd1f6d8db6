using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests.Api;

/// <summary>
/// A list of an official package's API, the part that the suite uses: a type a paragraph, its members below it; some
/// types only by name. Whether a member is virtual makes no difference to callers.
/// </summary>
internal sealed partial class ApiList
{
    private readonly Dictionary<string, HashSet<string>> _members = [];
    private readonly string _text;

    public ApiList(string text)
    {
        _text = text;
        foreach (var paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = paragraph.Trim('\n').Split('\n');
            if (lines.Length > 1)
                _members.Add(Header().Match(lines[0]).Groups["name"].Value, Members(lines));
        }
    }

    /// <summary>Whether a type is there by its name at all, be it in a signature.</summary>
    public bool Names(string type) => Regex.IsMatch(_text, $@"(?<![\w.]){Regex.Escape(type.Split('<')[0])}(?![\w.])");

    /// <summary>The members of a type; null where it is only named.</summary>
    public IReadOnlySet<string>? MembersOf(string type) => _members.GetValueOrDefault(type);

    private static HashSet<string> Members(string[] lines)
    {
        var separator = lines[0].StartsWith("enum ", StringComparison.Ordinal) ? ", " : "\n";
        var members = lines.Skip(1)
            .SelectMany(line => line.Trim().Split(separator))
            .Select(line => Ignored().Replace(line, ""))
            .ToHashSet();
        if (lines[0].EndsWith("[IDisposable]", StringComparison.Ordinal))
            members.Add("void Dispose()");
        return members;
    }

    [GeneratedRegex(@"^(static )?(class|struct|enum) (?<name>[\w.]+(<[\w, ]+>)?)")]
    private static partial Regex Header();

    [GeneratedRegex(@"\b(virtual|abstract) |`\d")]
    private static partial Regex Ignored();
}
