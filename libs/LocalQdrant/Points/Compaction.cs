using Kale.Storage.Logs;

namespace Kale.LocalQdrant.Points;

/// <summary>
/// Rewrites a collection's files in the background when most of what they hold has been overwritten or deleted. At any
/// moment before the new base is in place the old files are the whole truth, and after it the base and the new log are.
/// </summary>
internal sealed class Compaction(
    Collection collection, CompactedLog logs, CollectionContext context, CancellationToken closing)
{
    private long _retryAbove;

    /// <summary>The run in progress, or the last.</summary>
    public Task Finished { get; private set; } = Task.CompletedTask;

    /// <summary>Called in a writer's turn.</summary>
    public void StartIfWorthwhile(long liveBytes)
    {
        if (!Finished.IsCompleted)
            return;
        var bytes = logs.Bytes;
        if (bytes > 2 * liveBytes + context.SlackBytes && bytes > _retryAbove)
            Finished = Task.Run(() => RunAsync(bytes), CancellationToken.None);
    }

    private async Task RunAsync(long before)
    {
        try
        {
            var (number, keys) = await collection.SealAsync(closing);
            logs.WriteBaseAside(number, new BaseWriter(keys, collection, closing).Fill);
            // The base may hold changes made while it was written; they must be in the log before it counts.
            await logs.Current.CommitAsync(logs.Current.Length);
            logs.PutBaseInPlace(number);
            Log.Compacted(context.Logger, collection.Name, before, logs.Bytes);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // What was written aside is removed when the collection is opened again.
        }
        catch (Exception e)
        {
            Log.NotCompacted(context.Logger, e, collection.Name, e.Message);
            _retryAbove = before + context.SlackBytes;
        }
    }
}
