using System.Globalization;
using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests.Contracts;

/// <summary>A .proto file, one declaration a line, as this repository writes them.</summary>
internal sealed partial class ContractText
{
    private readonly List<ContractEntry> _entries = [];
    private readonly HashSet<string> _reserved = [];
    private readonly Stack<(string Name, bool IsOneof)> _scopes = [];
    private bool _documented;

    /// <exception cref="FormatException">A line that is none of the forms below: nothing is passed over.</exception>
    public ContractText(string text)
    {
        foreach (var (i, line) in text.Split('\n').Index())
            Read(i + 1, line.Trim());
    }

    public IReadOnlyList<ContractEntry> Entries => _entries;

    /// <summary>Whether a message or enum reserves a number or a name: <c>Route</c>, <c>5</c>.</summary>
    public bool IsReserved(string owner, string numberOrName) => _reserved.Contains($"{owner} {numberOrName}");

    private void Read(int number, string line)
    {
        if (line.StartsWith("//", StringComparison.Ordinal))
        {
            _documented = true;
            return;
        }

        if (line == "}")
            _scopes.Pop();
        else if (line.Length > 0 && !Header().IsMatch(line) && !ReadReserved(line))
            Declare(number, line);
        _documented = false;
    }

    private void Declare(int number, string line)
    {
        if (Scope().Match(line) is { Success: true } scope)
            Open(number, scope);
        else if (Call().Match(line) is { Success: true } call)
            Add(number, Within(call.Groups["name"].Value), null, $"{call.Groups["from"]} -> {call.Groups["to"]}");
        else if (Field().Match(line) is { Success: true } field)
            Add(number, Within(field.Groups["name"].Value), NumberOf(field), field.Groups["type"].Value + OneofSuffix);
        else if (Value().Match(line) is { Success: true } value)
            Add(number, Within(value.Groups["name"].Value), NumberOf(value), "value");
        else
            throw new FormatException($"Line {number} is no declaration that this test knows: {line}");
    }

    // A oneof's members are its message's.
    private void Open(int number, Match scope)
    {
        var (kind, name) = (scope.Groups["kind"].Value, Within(scope.Groups["name"].Value));
        Add(number, name, null, kind);
        if (!scope.Groups["empty"].Success)
            _scopes.Push((name, kind == "oneof"));
    }

    private void Add(int line, string name, int? number, string type) =>
        _entries.Add(new ContractEntry(line, name, number, type, _documented));

    private bool ReadReserved(string line)
    {
        if (!line.StartsWith("reserved ", StringComparison.Ordinal))
            return false;
        foreach (var part in line["reserved ".Length..].TrimEnd(';').Split(',', StringSplitOptions.TrimEntries))
            _reserved.UnionWith(Values(part).Select(value => $"{Message} {value}"));
        return true;
    }

    private static IEnumerable<string> Values(string part)
    {
        if (part.Split(" to ") is not [var from, var to])
            return [part.Trim('"')];
        var first = int.Parse(from, CultureInfo.InvariantCulture);
        return Enumerable.Range(first, int.Parse(to, CultureInfo.InvariantCulture) - first + 1)
            .Select(value => $"{value}");
    }

    private string Message => _scopes.FirstOrDefault(scope => !scope.IsOneof).Name ?? "";

    private string OneofSuffix => _scopes.Count > 0 && _scopes.Peek() is { IsOneof: true } oneof
        ? $" of {oneof.Name[(oneof.Name.LastIndexOf('.') + 1)..]}"
        : "";

    private string Within(string name) => Message.Length == 0 ? name : $"{Message}.{name}";

    private static int NumberOf(Match match) => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(syntax|package|import|option)\b")]
    private static partial Regex Header();

    [GeneratedRegex(@"^(?<kind>message|enum|service|oneof) (?<name>\w+) \{(?<empty>\})?$")]
    private static partial Regex Scope();

    [GeneratedRegex(@"^rpc (?<name>\w+)\((?<from>[\w. ]+)\) returns \((?<to>[\w. ]+)\);$")]
    private static partial Regex Call();

    [GeneratedRegex(
        @"^(?<type>((repeated|optional) )?[\w.]+|map<\w+, [\w.]+>) (?<name>\w+) = (?<number>\d+)( \[.*\])?;$")]
    private static partial Regex Field();

    [GeneratedRegex(@"^(?<name>\w+) = (?<number>\d+)( \[.*\])?;$")]
    private static partial Regex Value();
}
