using Kale.PowerLoss.Tests.Tracing;

namespace Kale.PowerLoss.Tests.Disks;

/// <summary>What the power's going may leave of a recorded program's files, and what it had promised by then.</summary>
/// <param name="Left">The disk's contents.</param>
/// <param name="Promised">Lines that the program had said.</param>
/// <param name="Story">When the power went, and what of the unsynced reached the disk.</param>
internal sealed record Loss(Contents Left, IReadOnlyList<string> Promised, string Story);

/// <summary>
/// Every moment at which the power can go, and for each: nothing of what was not synced, all of it, names without
/// bytes, bytes without names, files of their length without bytes, half of the last write, each change alone, all but
/// each, and drawn ones.
/// </summary>
internal static class PowerLosses
{
    private const int Alone = 12; // changes that are tried one by one: the newest
    private const int Drawn = 6;

    public static IEnumerable<Loss> Of(IReadOnlyList<Operation> operations)
    {
        var (volume, promised, seen) = (new Volume(), new List<string>(), new HashSet<(string, int)>());
        for (var i = 0; i <= operations.Count; i++)
        {
            // Before a sync most is unsynced, after a promise most is promised; all other moments are among these.
            if (i == operations.Count || operations[i] is Operation.Sync || (i > 0 && IsPromise(operations[i - 1])))
            {
                foreach (var loss in At(volume, [.. promised], i))
                {
                    if (seen.Add((loss.Left.Hash(), promised.Count)))
                        yield return loss;
                }
            }

            if (i == operations.Count)
                yield break;
            if (operations[i] is Operation.Said said)
                promised.Add(said.Line);
            volume.Do(operations[i]); // what was said too: operations are counted
        }
    }

    private static bool IsPromise(Operation operation) => operation is Operation.Said;

    private static IEnumerable<Loss> At(Volume volume, IReadOnlyList<string> promised, int moment)
    {
        var random = new Random(moment);
        foreach (var (kept, story) in Kept(volume.Pending, random))
        {
            yield return new Loss(
                volume.Durable.With(kept), promised,
                $"after {moment} operations, {story}; unsynced: {string.Join("; ", volume.Pending)}");
        }
    }

    private static IEnumerable<(IEnumerable<Change> Kept, string Story)> Kept(
        IReadOnlyList<Change> pending, Random random)
    {
        yield return ([], "all lost that was not synced");
        yield return (pending, "nothing lost");
        yield return (pending.Where(change => !change.IsData), "names without bytes");
        yield return (pending.Where(change => change.IsData), "bytes without names");
        yield return (pending.Select(Zeroed), "files of their length, without bytes");
        yield return (pending.SkipLast(1).Concat(pending.TakeLast(1).Select(Torn)), "the last write torn");
        for (var i = Math.Max(0, pending.Count - Alone); i < pending.Count; i++)
        {
            yield return ([pending[i]], $"only {pending[i]}");
            yield return (pending.Where((_, index) => index != i), $"all but {pending[i]}");
        }

        for (var i = 0; i < Drawn; i++)
        {
            var drawn = pending.Where(_ => random.Next(2) == 0).ToList();
            yield return (drawn, $"only {string.Join("; ", drawn)}");
        }
    }

    private static Change Zeroed(Change change) =>
        change is Change.Bytes bytes ? bytes with { Written = new byte[bytes.Written.Length] } : change;

    private static Change Torn(Change change) =>
        change is Change.Bytes bytes ? bytes with { Written = bytes.Written[..(bytes.Written.Length / 2)] } : change;
}
