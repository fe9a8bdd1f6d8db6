using System.Threading.Channels;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// First stage: messages to documents. The bounded channel behind it is what slows a fast caller down.
/// </summary>
internal sealed class DocumentReader(IAsyncStreamReader<IndexRequest> requests, ulong resumeAfter)
{
    private ulong _last;

    /// <summary>Reads until the caller half-closed.</summary>
    /// <exception cref="FailureException">The messages break the protocol, or the caller vanished.</exception>
    public async Task RunAsync(ChannelWriter<PendingDocument> output, CancellationToken cancellation)
    {
        while (await NextAsync(cancellation))
        {
            var document = Accept(requests.Current);
            if (document.Sequence > resumeAfter) await output.WriteAsync(document, cancellation);
        }
    }

    private async Task<bool> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return await requests.MoveNext(cancellation);
        }
        catch (IOException error)
        {
            throw new FailureException(Reasons.Cancelled, "The caller's connection broke.", error);
        }
    }

    private PendingDocument Accept(IndexRequest request)
    {
        if (request.MessageCase != IndexRequest.MessageOneofCase.Document)
            throw Violation($"After `open` only documents may follow, not `{request.MessageCase}`.");
        var sequence = request.Document.Sequence;
        if (sequence <= _last)
            throw Violation($"Sequence numbers must grow and begin with 1 or more: {sequence} came after {_last}.");
        _last = sequence;

        var failure = DocumentCheck.Find(request.Document.Document, out var payload);
        var document = new PendingDocument(sequence, request.Document.Document ?? new Document(), payload);
        if (failure is not null) document.Fail(failure);
        return document;
    }

    private static FailureException Violation(string message) => new(ContextIndexerErrors.ProtocolViolation, message);
}
