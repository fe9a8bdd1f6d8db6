using System.Threading.Channels;

namespace Kale.ContextIndexer.Indexing;

/// <summary>Second stage: documents to windows, full ones under load and small ones when the caller pauses.</summary>
internal sealed class WindowCollector(PipelineOptions options, TimeProvider time)
{
    public async Task RunAsync(
        ChannelReader<PendingDocument> input, ChannelWriter<Window> output, CancellationToken cancellation)
    {
        while (await input.WaitToReadAsync(cancellation))
            await output.WriteAsync(await CollectAsync(input, cancellation), cancellation);
    }

    private async Task<Window> CollectAsync(ChannelReader<PendingDocument> input, CancellationToken cancellation)
    {
        var window = new Window();
        do
        {
            while (HasRoom(window) && input.TryRead(out var document)) window.Add(document);
        }
        while (HasRoom(window) && await MoreSoonAsync(input, cancellation));
        return window;
    }

    private bool HasRoom(Window window) =>
        window.Documents.Count < options.WindowDocuments && window.Characters < options.WindowCharacters;

    private async Task<bool> MoreSoonAsync(ChannelReader<PendingDocument> input, CancellationToken cancellation)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = time.CreateTimer(_ => idle.Cancel(), null, options.Idle, Timeout.InfiniteTimeSpan);
        try
        {
            return await input.WaitToReadAsync(idle.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
