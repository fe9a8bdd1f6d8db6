using Kale.LocalQdrant.Payloads;
using Kale.LocalQdrant.Points;

namespace Kale.LocalQdrant.Filters;

/// <summary>A filter made ready to be asked about many points.</summary>
internal abstract class PointTest
{
    public abstract bool Matches(in PointKey key, PayloadValue payload);

    public bool Matches(PointTable table, int row) =>
        Matches(table.Key(row), PayloadValue.Root(table.Payload(row)));

    /// <summary>Rows outside of which nothing matches, when that is known without looking at every point.</summary>
    public virtual IReadOnlyCollection<int>? Candidates(PointTable table) => null;
}

internal sealed class AllOf(IReadOnlyList<PointTest> tests) : PointTest
{
    public override bool Matches(in PointKey key, PayloadValue payload)
    {
        foreach (var test in tests)
        {
            if (!test.Matches(key, payload))
                return false;
        }
        return true;
    }

    public override IReadOnlyCollection<int>? Candidates(PointTable table) =>
        tests.Select(test => test.Candidates(table)).Where(rows => rows is not null).MinBy(rows => rows!.Count);
}

/// <summary>True when at least <paramref name="least"/> of the tests are.</summary>
internal sealed class AtLeast(ulong least, IReadOnlyList<PointTest> tests) : PointTest
{
    public override bool Matches(in PointKey key, PayloadValue payload)
    {
        var left = least;
        foreach (var test in tests)
        {
            if (left == 0)
                break;
            if (test.Matches(key, payload))
                left--;
        }
        return left == 0;
    }

    public override IReadOnlyCollection<int>? Candidates(PointTable table)
    {
        if (least == 0)
            return null;
        var parts = tests.Select(test => test.Candidates(table)).ToList();
        return parts.Contains(null) ? null : parts.SelectMany(rows => rows!).ToHashSet();
    }
}

internal sealed class NoneOf(IReadOnlyList<PointTest> tests) : PointTest
{
    public override bool Matches(in PointKey key, PayloadValue payload)
    {
        foreach (var test in tests)
        {
            if (test.Matches(key, payload))
                return false;
        }
        return true;
    }
}

internal sealed class HasKey(IReadOnlySet<PointKey> keys) : PointTest
{
    public override bool Matches(in PointKey key, PayloadValue payload) => keys.Contains(key);

    public override IReadOnlyCollection<int> Candidates(PointTable table) =>
        keys.Select(key => table.TryGetRow(key, out var row) ? row : -1).Where(row => row >= 0).ToList();
}

/// <summary>
/// True when a value at the path passes, or when it does not and <paramref name="expected"/> is false.
/// </summary>
internal sealed class HasValue(KeyPath path, ValueTest test, bool expected = true) : PointTest
{
    public override bool Matches(in PointKey key, PayloadValue payload) => path.Any(payload, test) == expected;
}

/// <summary>True when an element of the list at the path passes a filter of its own.</summary>
internal sealed class HasElement(KeyPath path, PointTest filter) : PointTest
{
    public override bool Matches(in PointKey key, PayloadValue payload)
    {
        var point = key;
        return path.Any(payload, list => AnyElement(list, point));
    }

    private bool AnyElement(PayloadValue list, in PointKey key)
    {
        foreach (var element in list)
        {
            if (element.Kind == PayloadKind.Struct && filter.Matches(key, element))
                return true;
        }
        return false;
    }
}
