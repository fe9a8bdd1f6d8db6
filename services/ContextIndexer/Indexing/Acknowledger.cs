using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;

namespace Kale.ContextIndexer.Indexing;

/// <summary>The answers of one stream, in the order of its documents.</summary>
internal sealed class Acknowledger(
    IServerStreamWriter<IndexResponse> responses, FailureTranslator failures, IndexOpen open, ServedBy servedBy,
    int maxMessageBytes)
{
    public ulong Through { get; private set; } = open.ResumeAfter;

    public IndexCounts Counts { get; } = new();

    public Task OpenedAsync(IndexBuild build, CancellationToken cancellation) => responses.WriteAsync(new IndexResponse
    {
        Opened = new IndexOpened
        {
            SessionId = open.SessionId,
            ResumeAfter = open.ResumeAfter,
            ServedBy = servedBy,
            PhysicalCollection = build.PhysicalName,
            MaxMessageBytes = (ulong)maxMessageBytes,
        },
    }, cancellation);

    /// <summary>The errors of a window whose other documents are durable, then its acknowledgement.</summary>
    public async Task AcknowledgeAsync(Window window, WriteCounts written, CancellationToken cancellation)
    {
        foreach (var document in window.Documents)
        {
            if (document.Failure is { } failure) await responses.WriteAsync(ErrorOf(document, failure), cancellation);
        }
        Add(window, written);
        await responses.WriteAsync(new IndexResponse
        {
            Acknowledgement = new IndexAcknowledgement { Through = Through, Counts = Counts.Clone() },
        }, cancellation);
    }

    public Task SummarizeAsync(CancellationToken cancellation) => responses.WriteAsync(new IndexResponse
    {
        Summary = new IndexSummary { Through = Through, Counts = Counts.Clone(), ServedBy = servedBy },
    }, cancellation);

    private void Add(Window window, WriteCounts written)
    {
        Through = window.Through;
        Counts.PassagesWritten += (ulong)written.PassagesWritten;
        Counts.PassagesRemoved += (ulong)written.PassagesRemoved;
        foreach (var document in window.Documents) Count(document);
    }

    private void Count(PendingDocument document)
    {
        switch (document.Outcome)
        {
            case DocumentOutcome.Failed: Counts.DocumentsFailed++; break;
            case DocumentOutcome.Unchanged: Counts.DocumentsUnchanged++; break;
            case DocumentOutcome.Superseded: Counts.DocumentsSuperseded++; break;
            default:
                Counts.DocumentsIndexed++;
                if (document.IsOfAnother) Counts.DocumentsReplaced++;
                break;
        }
    }

    private IndexResponse ErrorOf(PendingDocument document, Failure failure) => new()
    {
        Error = new DocumentError
        {
            Sequence = document.Sequence,
            DocumentId = document.Document.Id,
            Error = failures.ToItemError(failure),
        },
    };
}
