using System.Threading.Channels;

namespace Kale.QueryEncoder.Following;

/// <summary>Wakes one waiter; several signals before it wakes are one.</summary>
internal sealed class Wake(TimeProvider time)
{
    private readonly Channel<bool> _signals =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Signal() => _signals.Writer.TryWrite(true);

    /// <summary>Until a signal, or until the time is over.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancel)
    {
        await using var timer = time.CreateTimer(_ => Signal(), null, longest, Timeout.InfiniteTimeSpan);
        await _signals.Reader.ReadAsync(cancel);
    }
}
