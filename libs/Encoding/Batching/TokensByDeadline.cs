namespace Kale.Encoding.Batching;

/// <summary>
/// How many tokens wait by the time that they are wanted, in steps, so that asking what is ahead of a text does not
/// cost more the longer the queue is: that is when most ask. Not thread-safe.
/// </summary>
internal sealed class TokensByDeadline
{
    /// <summary>Deadlines that are counted together.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(16);

    private readonly SortedList<long, long> _steps = [];

    /// <summary>The tokens of all texts.</summary>
    public long All { get; private set; }

    /// <summary>Adds a text's tokens, or takes them away again.</summary>
    public void Add(DateTimeOffset deadline, long tokens)
    {
        var step = StepOf(deadline);
        All += tokens;
        _steps[step] = _steps.GetValueOrDefault(step) + tokens;
        if (_steps[step] == 0)
        {
            _steps.Remove(step);
        }
    }

    /// <summary>Whether a text may be due.</summary>
    public bool AnyDueBy(DateTimeOffset time) => _steps.Count > 0 && _steps.GetKeyAtIndex(0) <= StepOf(time);

    public long DueBy(DateTimeOffset time)
    {
        var (last, tokens) = (StepOf(time), 0L);
        for (var i = 0; i < _steps.Count && _steps.GetKeyAtIndex(i) <= last; i++)
        {
            tokens += _steps.GetValueAtIndex(i);
        }

        return tokens;
    }

    /// <summary>The end of the step in which the first so many tokens are due; of time if there are fewer.</summary>
    public DateTimeOffset DueOfFirst(long tokens)
    {
        for (var i = 0; i < _steps.Count; i++)
        {
            tokens -= _steps.GetValueAtIndex(i);
            if (tokens <= 0)
            {
                return EndOf(_steps.GetKeyAtIndex(i));
            }
        }

        return DateTimeOffset.MaxValue;
    }

    private static DateTimeOffset EndOf(long step) => step >= StepOf(DateTimeOffset.MaxValue)
        ? DateTimeOffset.MaxValue
        : new DateTimeOffset(((step + 1) * Step.Ticks) - 1, TimeSpan.Zero);

    private static long StepOf(DateTimeOffset deadline) => deadline.UtcTicks / Step.Ticks;
}
