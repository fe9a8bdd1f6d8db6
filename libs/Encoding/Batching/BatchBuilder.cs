namespace Kale.Encoding.Batching;

/// <summary>
/// Forms batches: begins with the most urgent text (every n-th time with the oldest), then adds texts of the nearest
/// lengths. A batch costs its padded tokens (rows × longest) and a fixed part; a text joins where it makes the batch
/// cheaper a token, and costs no more than in a batch of its own. Only texts of the next few batches join: those far
/// behind would overtake, again and again, a text of a rare length, which would then be later than was told it.
/// </summary>
internal sealed class BatchBuilder(BatchingOptions options)
{
    // Enough to choose equal lengths from.
    private const int NextBatches = 4;

    private long _batches;

    /// <summary>Takes the next batch out of the waiting texts, of which there must be one.</summary>
    public Batch Take(PendingTexts pending)
    {
        var fair = ++_batches % options.FairBatchInterval == 0;
        var first = (fair ? pending.Oldest : pending.MostUrgent)
            ?? throw new InvalidOperationException("A batch was asked of an empty queue. This is a bug.");
        var batch = new Batch(first);
        var horizon = pending.DueOfFirst(NextBatches * (long)options.MaxBatchTokens);
        foreach (var bucket in pending.Around(first.Length))
        {
            AddFrom(bucket, batch, horizon);
            if (!HasRoom(batch))
            {
                break;
            }
        }

        foreach (var text in batch.Texts)
        {
            pending.Remove(text);
        }

        return batch;
    }

    private void AddFrom(IEnumerable<PendingText> bucket, Batch batch, DateTimeOffset horizon)
    {
        foreach (var text in bucket.Where(text => text != batch.Texts[0]))
        {
            if (text.Deadline > horizon || !Fits(text, batch))
            {
                break;
            }

            batch.Add(text);
        }
    }

    private bool HasRoom(Batch batch) => batch.Rows < options.MaxBatchRows
        && (long)(batch.Rows + 1) * batch.Longest <= options.MaxBatchTokens;

    private bool Fits(PendingText text, Batch batch)
    {
        var (before, after) = (batch.PaddedTokens, (batch.Rows + 1L) * Math.Max(batch.Longest, text.Length));
        var overhead = (long)options.BatchOverheadTokens;
        return batch.Rows < options.MaxBatchRows && after <= options.MaxBatchTokens
            && after - before <= overhead + text.Length
            && (overhead + after) * batch.Tokens <= (overhead + before) * (batch.Tokens + text.Length);
    }
}
