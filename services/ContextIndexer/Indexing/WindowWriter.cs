using System.Threading.Channels;
using Kale.ServiceDefaults.Errors;
using Kale.VectorIndex;
using Kale.VectorIndex.Passages;

namespace Kale.ContextIndexer.Indexing;

/// <summary>Fifth stage: vectors to the store, and only then the acknowledgement.</summary>
internal sealed class WindowWriter(
    PassageWriter store, IndexTarget target, string source, DocumentsInFlight inFlight, Acknowledger answers)
{
    public async Task RunAsync(ChannelReader<Window> input, CancellationToken cancellation)
    {
        await foreach (var window in input.ReadAllAsync(cancellation))
        {
            await target.RequireUnmovedAsync(cancellation);
            var written = await WriteAsync([.. window.ToIndex], cancellation);
            await ClaimAsync(window, cancellation);
            await target.RequireUnmovedAsync(cancellation);
            foreach (var document in window.Documents.Where(document => document.InFlight))
                inFlight.Leave(document.Document.Id);
            await answers.AcknowledgeAsync(window, written, cancellation);
        }
    }

    private async Task<WriteCounts> WriteAsync(List<PendingDocument> documents, CancellationToken cancellation)
    {
        if (documents.Count == 0) return new WriteCounts(0, 0);
        try
        {
            return await store.WriteAsync(
                target.Build, [.. documents.Select(document => document.ToStored(source))], cancellation);
        }
        catch (VectorIndexException error) when (IsOfADocument(error))
        {
            return await WriteOneByOneAsync(documents, cancellation);
        }
    }

    /// <summary>One of them cannot be stored; the others must not suffer for it.</summary>
    private async Task<WriteCounts> WriteOneByOneAsync(List<PendingDocument> documents, CancellationToken cancellation)
    {
        var (written, removed) = (0L, 0L);
        foreach (var document in documents)
        {
            try
            {
                var counts = await store.WriteAsync(target.Build, [document.ToStored(source)], cancellation);
                (written, removed) = (written + counts.PassagesWritten, removed + counts.PassagesRemoved);
            }
            catch (VectorIndexException error) when (IsOfADocument(error))
            {
                document.Fail(new Failure(Reasons.From(error.Code), error.Message));
            }
        }
        return new WriteCounts(written, removed);
    }

    /// <summary>What another source sent before is this one's too, so that neither takes it for gone.</summary>
    private async Task ClaimAsync(Window window, CancellationToken cancellation)
    {
        var others = window.Documents
            .Where(document => document is { Outcome: DocumentOutcome.Unchanged, IsOfAnother: true })
            .Select(document => document.Document.Id).ToList();
        if (source.Length > 0 && others.Count > 0)
            await store.ClaimAsync(target.Build, others, source, cancellation);
    }

    private static bool IsOfADocument(VectorIndexException error) =>
        error.Code is VectorIndexError.InvalidVector or VectorIndexError.InvalidRequest;
}
