using Kale.Bundles;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>A text in the pieces that matches and a <see cref="SplitBehavior"/> make of it.</summary>
internal static class Splitting
{
    public static List<(int Start, int End)> Split(
        string text, PatternMatcher matcher, SplitBehavior behavior, bool invert)
    {
        var parts = Parts(text, matcher, invert);
        return behavior switch
        {
            SplitBehavior.Removed => [.. parts.Where(part => !part.Found).Select(part => (part.Start, part.End))],
            SplitBehavior.Isolated => [.. parts.Select(part => (part.Start, part.End))],
            SplitBehavior.Contiguous => Contiguous(parts),
            SplitBehavior.MergedWithPrevious => WithPrevious(parts),
            _ => WithNext(parts),
        };
    }

    // What was found and what is between, from left to right.
    private static List<(int Start, int End, bool Found)> Parts(string text, PatternMatcher matcher, bool invert)
    {
        var (parts, done) = (new List<(int, int, bool)>(), 0);
        foreach (var (start, end) in matcher.Find(text))
        {
            if (done < start) { parts.Add((done, start, invert)); }
            parts.Add((start, end, !invert));
            done = end;
        }

        if (done < text.Length) { parts.Add((done, text.Length, invert)); }
        return parts;
    }

    private static List<(int Start, int End)> Contiguous(List<(int Start, int End, bool Found)> parts)
    {
        var joined = new List<(int Start, int End)>();
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0 && parts[i].Found == parts[i - 1].Found) { joined[^1] = (joined[^1].Start, parts[i].End); }
            else { joined.Add((parts[i].Start, parts[i].End)); }
        }

        return joined;
    }

    private static List<(int Start, int End)> WithPrevious(List<(int Start, int End, bool Found)> parts)
    {
        var joined = new List<(int Start, int End)>();
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0 && parts[i].Found && !parts[i - 1].Found) { joined[^1] = (joined[^1].Start, parts[i].End); }
            else { joined.Add((parts[i].Start, parts[i].End)); }
        }

        return joined;
    }

    private static List<(int Start, int End)> WithNext(List<(int Start, int End, bool Found)> parts)
    {
        var joined = new List<(int Start, int End)>();
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (i < parts.Count - 1 && parts[i].Found && !parts[i + 1].Found)
            {
                joined[^1] = (parts[i].Start, joined[^1].End);
            }
            else { joined.Add((parts[i].Start, parts[i].End)); }
        }

        joined.Reverse();
        return joined;
    }
}
