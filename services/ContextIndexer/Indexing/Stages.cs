using System.Threading.Channels;

namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// Runs stages side by side: the first that fails stops the others, and its failure is the one that counts.
/// </summary>
internal sealed class Stages(CancellationTokenSource stop)
{
    private readonly List<Task> _running = [];
    private Exception? _failure;

    public void Add<TOutput>(ChannelWriter<TOutput> output, Func<Task> stage) => _running.Add(Task.Run(async () =>
    {
        await GuardAsync(stage);
        output.TryComplete();
    }));

    public void Add(Func<Task> last) => _running.Add(Task.Run(() => GuardAsync(last)));

    public async Task WhenAllAsync()
    {
        await Task.WhenAll(_running);
        if (_failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
    }

    private async Task GuardAsync(Func<Task> stage)
    {
        try
        {
            await stage();
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
            await stop.CancelAsync();
        }
    }
}
