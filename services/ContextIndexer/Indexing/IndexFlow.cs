using System.Threading.Channels;

namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// The stages of one stream: read → collect → prepare → encode → write and acknowledge. All run at the same time, a
/// window in each, with at most one waiting between two. Whatever fails ends the stream; what was acknowledged is
/// durable.
/// </summary>
internal sealed class IndexFlow(
    DocumentReader reader, WindowCollector collector, WindowPreparer preparer, WindowEncoder encoder,
    WindowWriter writer)
{
    private const int DocumentsAhead = 16;
    private const int WindowsAhead = 1;

    /// <summary>Documents of the caller may be left unread, because the server is stopping.</summary>
    public bool CutShort { get; private set; }

    /// <param name="stop">Ends everything at once; cancelled by the first failure.</param>
    /// <param name="stopReading">Ends the reading only: documents taken are still written and acknowledged.</param>
    public Task RunAsync(CancellationTokenSource stop, CancellationToken stopReading)
    {
        var documents = Bounded<PendingDocument>(DocumentsAhead);
        var (collected, prepared, encoded) =
            (Bounded<Window>(WindowsAhead), Bounded<Window>(WindowsAhead), Bounded<Window>(WindowsAhead));
        var stages = new Stages(stop);
        stages.Add(documents.Writer, () => ReadAsync(documents, stop.Token, stopReading));
        stages.Add(collected.Writer, () => collector.RunAsync(documents, collected, stop.Token));
        stages.Add(prepared.Writer, () => preparer.RunAsync(collected, prepared, stop.Token));
        stages.Add(encoded.Writer, () => encoder.RunAsync(prepared, encoded, stop.Token));
        stages.Add(() => writer.RunAsync(encoded, stop.Token));
        return stages.WhenAllAsync();
    }

    private async Task ReadAsync(
        ChannelWriter<PendingDocument> documents, CancellationToken stop, CancellationToken stopReading)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, stopReading);
        try
        {
            await reader.RunAsync(documents, either.Token);
        }
        catch (OperationCanceledException) when (stopReading.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            CutShort = true;
        }
    }

    private static Channel<T> Bounded<T>(int capacity) =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleWriter = true });
}
