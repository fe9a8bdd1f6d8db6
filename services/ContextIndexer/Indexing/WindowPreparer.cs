using System.Threading.Channels;
using Kale.VectorIndex;
using Kale.VectorIndex.Passages;

namespace Kale.ContextIndexer.Indexing;

/// <summary>Third stage: finds out which documents changed, and splits and tokenizes those.</summary>
internal sealed class WindowPreparer(
    PassageTokenizer tokenizer, PassageWriter store, IndexBuild build, string source, DocumentsInFlight inFlight)
{
    public async Task RunAsync(
        ChannelReader<Window> input, ChannelWriter<Window> output, CancellationToken cancellation)
    {
        await foreach (var window in input.ReadAllAsync(cancellation))
        {
            await PrepareAsync(window, cancellation);
            await output.WriteAsync(window, cancellation);
        }
    }

    private async Task PrepareAsync(Window window, CancellationToken cancellation)
    {
        window.Supersede();
        var documents = window.ToIndex.ToList();
        var stored = await store.FindAsync(build, documents.Select(document => document.Document.Id), cancellation);
        foreach (var document in documents)
        {
            cancellation.ThrowIfCancellationRequested();
            Prepare(document, stored.GetValueOrDefault(document.Document.Id));
        }
    }

    private void Prepare(PendingDocument pending, StoredDocument? stored)
    {
        var document = pending.Document;
        pending.ContentHash = tokenizer.Hash.Of(document.Title, document.Text, pending.Payload);
        // What is being written tells nothing yet of what will be stored.
        var known = inFlight.Contains(document.Id) ? null : stored;
        pending.IsOfAnother = known is not null && known.Source != source;
        if (known?.ContentHash == pending.ContentHash)
        {
            pending.Outcome = DocumentOutcome.Unchanged;
            return;
        }
        pending.IsOfAnother &= known?.Source.Length > 0;
        pending.InFlight = true;
        inFlight.Enter(document.Id);
        pending.Passages = tokenizer.Splitter.Split(document.Title, document.Text);
        pending.Tokens = [.. pending.Passages.Select(tokenizer.Tokenize)];
    }
}
