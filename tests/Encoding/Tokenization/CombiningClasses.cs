namespace Kale.Encoding.Tests.Tokenization;

/// <summary>
/// Canonical combining classes: they cannot be asked for, but canonical ordering shows how two marks compare.
/// </summary>
internal sealed class CombiningClasses(HuggingFaceNormalizer nfd)
{
    private const string Lowest = "\u0334", Highest = "\u0345";

    /// <summary>The marks of each class, lowest class first.</summary>
    public IEnumerable<List<string>> Ranked()
    {
        var classes = new List<List<string>>();
        foreach (var mark in Marks())
        {
            var firsts = classes.ConvertAll(members => members[0]);
            var changes = Swaps(firsts.Select(first => first + mark)).Zip(Swaps(firsts.Select(first => mark + first)));
            var same = changes.ToList().FindIndex(change => change is (false, false));
            if (same < 0)
            {
                (same, classes) = (classes.Count, [.. classes, []]);
            }

            classes[same].Add(mark);
        }

        return classes.OrderBy(one => Swaps(classes.Select(other => one[0] + other[0])).Count(swaps => swaps));
    }

    private IEnumerable<string> Marks()
    {
        var alone = HuggingFaceNormalizer.Characters.Except(nfd.Changes().Select(change => change.From)).ToList();
        var swaps = Swaps(alone.Select(c => c + Lowest)).Zip(Swaps(alone.Select(c => Highest + c)));
        return alone.Zip(swaps).Where(c => c.Second is not (false, false)).Select(c => c.First);
    }

    private IEnumerable<bool> Swaps(IEnumerable<string> pairs) =>
        pairs.Zip(nfd.Normalize(pairs), (asked, answer) => asked != answer);
}
