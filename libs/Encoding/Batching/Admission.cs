using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Batching;

/// <summary>
/// Who may enter the queue: one rule for one text and for many, all or none. Refuses what does not fit the bounds and
/// what could not be ready before its deadline, and says when to come again.
/// </summary>
internal sealed class Admission(BatchingOptions options, PendingTexts pending, Throughput throughput)
{
    private static readonly TimeSpan UnknownSpeed = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10), Longest = TimeSpan.FromMinutes(1);

    /// <exception cref="EncodingException">The texts may not enter.</exception>
    public void Check(IReadOnlyList<TokenizedText> texts, DateTimeOffset deadline, DateTimeOffset now)
    {
        var tokens = texts.Sum(text => (long)text.Length);
        CheckSize(texts.Count, tokens);
        if (deadline <= now)
        {
            throw new EncodingException(
                EncodingError.DeadlineExceeded, "The deadline had passed when the text arrived.");
        }

        CheckBounds(texts.Count, tokens);
        CheckDeadline(tokens, deadline, now);
    }

    private void CheckSize(int texts, long tokens)
    {
        if (texts > options.MaxQueuedTexts || tokens > options.MaxQueuedTokens)
        {
            throw new EncodingException(
                EncodingError.TooLarge,
                $"One call has {texts:N0} texts of {tokens:N0} tokens, and the whole queue holds "
                + $"{options.MaxQueuedTexts:N0} texts of {options.MaxQueuedTokens:N0} tokens; send them in parts.");
        }
    }

    private void CheckBounds(int texts, long tokens)
    {
        var textsOver = pending.Count + texts - options.MaxQueuedTexts;
        var tokensOver = pending.Tokens + tokens - options.MaxQueuedTokens;
        if (textsOver > 0 || tokensOver > 0)
        {
            var mean = pending.Count == 0 ? 0 : (double)pending.Tokens / pending.Count;
            throw Overloaded(
                throughput.TimeFor(Math.Max(tokensOver, textsOver * mean)),
                $"The queue is full: {pending.Count:N0} texts of {pending.Tokens:N0} tokens wait.");
        }
    }

    /// <summary>
    /// When a text that came now would be computed, by what has an earlier deadline and by how long batches take; none
    /// where a worker is idle. Checks nothing: a text that has this much time may still be refused.
    /// </summary>
    public QueueWait WaitFor(DateTimeOffset deadline) =>
        IsIdle ? default : new QueueWait(throughput.TimeFor(TokensAhead(deadline)), throughput.BatchTime);

    // With nothing ahead there is no better time to come, whatever the measured speed says.
    private bool IsIdle => pending.Count == 0 && throughput.HasIdleWorker;

    private void CheckDeadline(long tokens, DateTimeOffset deadline, DateTimeOffset now)
    {
        if (deadline == DateTimeOffset.MaxValue || IsIdle)
        {
            return;
        }

        var left = deadline - now;
        var allowed = left * options.DeadlineShare;
        var wait = throughput.TimeFor(pending.Tokens + tokens);
        if (wait > allowed && throughput.TimeFor(TokensAhead(deadline) + tokens) is var ahead && ahead > allowed)
        {
            throw Overloaded(
                ahead - allowed,
                $"{pending.Count:N0} texts of {pending.Tokens:N0} tokens wait: {ahead.TotalMilliseconds:N0} ms, "
                + $"and the deadline is in {left.TotalMilliseconds:N0} ms.");
        }
    }

    // Every n-th batch goes to the oldest text instead; what is more urgent takes that much longer.
    private double TokensAhead(DateTimeOffset deadline)
    {
        var urgent = (double)pending.TokensDueBy(deadline);
        var interval = options.FairBatchInterval;
        return interval == 1 ? pending.Tokens : Math.Min(pending.Tokens, urgent * interval / (interval - 1));
    }

    private OverloadedException Overloaded(TimeSpan wait, string reason)
    {
        var retry = throughput.TokensPerSecond is null ? UnknownSpeed : TimeSpan.FromTicks(
            Math.Clamp(wait.Ticks, Shortest.Ticks, Longest.Ticks));
        return new OverloadedException(retry, $"{reason} Try again in {retry.TotalMilliseconds:N0} ms.");
    }
}
