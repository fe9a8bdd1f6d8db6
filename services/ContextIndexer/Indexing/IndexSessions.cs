using Grpc.Core;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// Index streams: each gets its target and its stages, and one connection at a time works for a session.
/// </summary>
internal sealed class IndexSessions(
    EncoderHost encoders, VectorStore store, ServingIdentity identity, FailureTranslator failures,
    IOptions<ContextIndexerOptions> options, IOptions<ServiceDefaultsOptions> defaults,
    IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<IndexSessions> logger)
{
    private readonly ActiveSessions _active = new();
    private int _running;

    /// <summary>Streams open now.</summary>
    public int Running => _running;

    public async Task RunAsync(
        IndexOpen open, IAsyncStreamReader<IndexRequest> requests, IServerStreamWriter<IndexResponse> responses,
        CancellationToken cancellation)
    {
        var encoder = encoders.Current;
        using var lease = await _active.EnterAsync(open.SessionId, cancellation);
        var first = options.Value.FirstBuild(open.Collection, encoder.Space);
        var target = await IndexTarget.FindAsync(store, open, first, cancellation);
        var answers = new Acknowledger(
            responses, failures, open, identity.Of(encoder), defaults.Value.MaxReceiveMessageBytes);
        Interlocked.Increment(ref _running);
        Log.SessionOpened(logger, open.SessionId, target.Build.PhysicalName, open.ResumeAfter);
        try
        {
            await answers.OpenedAsync(target.Build, cancellation);
            await RunAsync(Flow(encoder, open, target, answers, requests), lease, cancellation);
            await answers.SummarizeAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            var counts = answers.Counts;
            Log.SessionEnded(logger, open.SessionId, answers.Through, counts.DocumentsIndexed, counts.PassagesWritten,
                counts.DocumentsUnchanged, counts.DocumentsFailed);
        }
    }

    private IndexFlow Flow(
        ContextEncoder encoder, IndexOpen open, IndexTarget target, Acknowledger answers,
        IAsyncStreamReader<IndexRequest> requests)
    {
        var inFlight = new DocumentsInFlight();
        var tokenizer = new PassageTokenizer(encoder, options.Value.Passages.For(open.Splitting));
        return new IndexFlow(
            new DocumentReader(requests, open.ResumeAfter),
            new WindowCollector(options.Value.Pipeline, time),
            new WindowPreparer(tokenizer, store.Passages, target.Build, open.Source, inFlight),
            new WindowEncoder(encoder),
            new WindowWriter(store.Passages, target, open.Source, inFlight, answers));
    }

    private async Task RunAsync(IndexFlow flow, ActiveSessions.SessionLease lease, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.TakenOver);
        try
        {
            await flow.RunAsync(stop, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
            when (lease.TakenOver.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new FailureException(ContextIndexerErrors.SessionTakenOver,
                "Another connection of this session has taken over.");
        }
        if (flow.CutShort)
            throw new FailureException(Reasons.ShuttingDown,
                "The server is stopping. Open the stream again and resume after the last acknowledgement.");
    }
}
