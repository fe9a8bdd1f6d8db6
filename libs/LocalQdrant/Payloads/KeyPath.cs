using System.Text;

namespace Kale.LocalQdrant.Payloads;

/// <summary>Asks something of a payload value.</summary>
internal delegate bool ValueTest(PayloadValue value);

/// <summary>
/// The way to values in a payload, as Qdrant writes it: <c>a.b</c> goes into structs, <c>a[].b</c> into every element
/// of a list, <c>a[0]</c> into one, and <c>"a.b"</c> is a key with a dot in it.
/// </summary>
internal sealed class KeyPath
{
    private readonly PathStep[] _steps;

    private KeyPath(string text, PathStep[] steps)
    {
        Text = text;
        _steps = steps;
    }

    public string Text { get; }

    public IReadOnlyList<PathStep> Steps => _steps;

    /// <exception cref="LocalQdrantException">The text is not a path.</exception>
    public static KeyPath Parse(string text)
    {
        var steps = new List<PathStep>();
        var rest = text.AsSpan();
        while (true)
        {
            steps.Add(PathStep.Of(TakeKey(ref rest, text)));
            while (rest is ['[', ..])
                steps.Add(TakeBrackets(ref rest, text));
            if (rest.IsEmpty)
                return new KeyPath(text, [.. steps]);
            if (rest[0] != '.')
                throw Malformed(text);
            rest = rest[1..];
        }
    }

    /// <summary>Whether any value that the path leads to passes the test.</summary>
    public bool Any(PayloadValue root, ValueTest test) => Any(root, _steps, test);

    private static bool Any(PayloadValue value, ReadOnlySpan<PathStep> steps, ValueTest test)
    {
        if (steps.IsEmpty)
            return test(value);
        var step = steps[0];
        if (step.Key is not null)
            return value.TryGet(step.Key, out var field) && Any(field, steps[1..], test);
        var index = 0;
        foreach (var element in value)
        {
            if ((step.Index is null || step.Index == index) && Any(element, steps[1..], test))
                return true;
            index++;
        }
        return false;
    }

    private static string TakeKey(ref ReadOnlySpan<char> rest, string text)
    {
        var quoted = rest is ['"', ..];
        if (quoted)
            rest = rest[1..];
        var end = quoted ? rest.IndexOf('"') : rest.IndexOfAny('.', '[');
        if (end < 0 && !quoted)
            end = rest.Length;
        if (end < 0 || end == 0)
            throw Malformed(text);
        var key = rest[..end].ToString();
        rest = rest[(quoted ? end + 1 : end)..];
        return key;
    }

    private static PathStep TakeBrackets(ref ReadOnlySpan<char> rest, string text)
    {
        var end = rest.IndexOf(']');
        if (end < 0)
            throw Malformed(text);
        var inside = rest[1..end];
        rest = rest[(end + 1)..];
        if (inside.IsEmpty)
            return PathStep.Every;
        return int.TryParse(inside, out var index) && index >= 0 ? PathStep.At(index) : throw Malformed(text);
    }

    private static LocalQdrantException Malformed(string text) => LocalQdrantException.Invalid(
        $"'{text}' is not a payload key; write a.b, a[].b, a[0] or \"a.b\"");
}

/// <summary>
/// One step: into the field with a key (UTF-8), into the element at an index, or, with neither, into every element.
/// </summary>
internal sealed record PathStep(byte[]? Key, int? Index)
{
    public static readonly PathStep Every = new(null, null);

    public static PathStep Of(string key) => new(Encoding.UTF8.GetBytes(key), null);

    public static PathStep At(int index) => new(null, index);
}
