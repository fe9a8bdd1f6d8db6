namespace Kale.Training.Loop;

/// <summary>
/// Batches of examples of about the same length, so that hardly a token of a batch is filling, in an order that follows
/// from seed and epoch alone.
/// </summary>
/// <param name="lengths">Of each example, in tokens.</param>
/// <param name="batchSize">Examples in a batch; the longest ones may be fewer.</param>
/// <param name="seed">Of the order.</param>
public sealed class LengthBuckets(IReadOnlyList<int> lengths, int batchSize, ulong seed)
{
    private long _epoch = -1;
    private int[][] _batches = [];

    /// <summary>Batches of an epoch, in which each example comes once.</summary>
    public long PerEpoch => (lengths.Count + batchSize - 1) / batchSize;

    /// <summary>The examples of a step, from 0; steps of one epoch after the other cost nothing.</summary>
    public IReadOnlyList<int> At(long step)
    {
        var (epoch, batch) = Math.DivRem(step, PerEpoch);
        if (epoch != _epoch)
            (_epoch, _batches) = (epoch, Order(epoch));
        return _batches[batch];
    }

    private int[][] Order(long epoch)
    {
        var random = new SeededRandom(new SeededRandom(seed + (ulong)epoch).NextBits());
        var examples = Enumerable.Range(0, lengths.Count).ToArray();
        random.Shuffle<int>(examples);
        // A stable sort: examples of one length stay shuffled.
        var batches = examples.OrderByDescending(example => lengths[example]).Chunk(batchSize).ToArray();
        random.Shuffle<int[]>(batches);
        return batches;
    }
}
