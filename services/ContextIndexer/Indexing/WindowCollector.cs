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

    // The token's own timer may ring when it is disposed of already; one of ours that cancels it may not.
    private async Task<bool> MoreSoonAsync(ChannelReader<PendingDocument> input, CancellationToken cancellation)
    {
        using var idle = new CancellationTokenSource(options.Idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, idle.Token);
        try
        {
            return await input.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
