using System.Collections.Concurrent;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.Cli.Indexing;

/// <summary>
/// Sends documents over the Index stream and follows the acknowledgements. When the connection breaks it opens again
/// and sends what was not acknowledged.
/// </summary>
internal sealed class IndexingRun(
    ContextIndexing.ContextIndexingClient client, IndexOpen open, IEnumerable<SourceDocument?> documents) : IDisposable
{
    /// <summary>gRPC's own, for a server that does not tell its limit.</summary>
    private const ulong DefaultMessageBytes = 4 << 20;
    private const int PausesForAServerNeverSeen = 4;

    /// <summary>Far longer than any window takes; a connection that is dead is known much earlier.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private readonly Outbox _outbox = new(documents);
    private readonly ConcurrentDictionary<ulong, IndexingError> _errors = [];
    private readonly IndexCounts _finishedConnections = new();
    private IndexCounts _current = new();
    private ulong _tooLarge;
    private Exception? _sourceFailure;
    private bool _answered;

    public IReadOnlyList<IndexingError> Errors => [.. _errors.OrderBy(error => error.Key).Select(error => error.Value)];

    /// <summary>Called with the number of the last durable document.</summary>
    public Action<ulong>? Acknowledged { get; set; }

    /// <summary>Called before a broken connection is opened again.</summary>
    public Action<RpcException, TimeSpan>? Reconnecting { get; set; }

    /// <exception cref="CliException">The source broke off; what it gave before is indexed.</exception>
    public async Task<IndexCounts> RunAsync(CancellationToken cancel)
    {
        for (var losses = 0; ; losses++)
        {
            var before = _outbox.Through;
            try
            {
                await ConnectAsync(cancel);
                _finishedConnections.MergeCounts(_current);
                _finishedConnections.DocumentsFailed += _tooLarge;
                if (_sourceFailure is not null) { throw SourceFailed(_sourceFailure); }
                return _finishedConnections;
            }
            catch (RpcException error) when (MayComeBack(error, _outbox.Through > before ? 0 : losses))
            {
                if (_outbox.Through > before) { losses = 0; }
                _finishedConnections.MergeCounts(_current);
                _current = new IndexCounts();
                var pause = Reconnection.Pauses[losses];
                Reconnecting?.Invoke(error, pause);
                await Task.Delay(pause, cancel);
            }
        }
    }

    public void Dispose() => _outbox.Dispose();

    // One that was there restarts, and loads its encoder before it takes documents.
    private bool MayComeBack(RpcException error, int losses) => _answered
        ? losses < Reconnection.Pauses.Count
            && (error.IsLost() || StatusDetails.ReasonOf(error) == Reasons.EncoderNotLoaded)
        : losses < PausesForAServerNeverSeen && error.StatusCode == StatusCode.Unavailable;

    private async Task ConnectAsync(CancellationToken cancel)
    {
        open.ResumeAfter = _outbox.Through;
        using var call = client.Index(cancellationToken: cancel);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var opened = new TaskCompletionSource<IndexOpened>(TaskCreationOptions.RunContinuationsAsynchronously);
        await LeaveItToTheReaderAsync(
            () => call.RequestStream.WriteAsync(new IndexRequest { Open = open }, broken.Token));
        var sending = SendAsync(call.RequestStream, opened.Task, broken.Token);
        try
        {
            while (await NextAsync(call.ResponseStream, cancel))
            {
                if (call.ResponseStream.Current is { Opened: { } first }) { opened.TrySetResult(first); }
                Take(call.ResponseStream.Current);
            }
        }
        catch
        {
            await broken.CancelAsync();
            opened.TrySetCanceled(CancellationToken.None);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        opened.TrySetCanceled(CancellationToken.None);
        await sending;
    }

    private async Task SendAsync(
        IClientStreamWriter<IndexRequest> stream, Task<IndexOpened> opened, CancellationToken cancel)
    {
        var limit = (await opened).MaxMessageBytes;
        _outbox.Rewind();
        try
        {
            while (await _outbox.NextAsync(cancel) is { } next)
            {
                if (Refusal(next, limit) is { } refusal)
                {
                    _errors[next.Number] = refusal;
                    _tooLarge++;
                    continue;
                }
                _outbox.Keep(next);
                if (!await LeaveItToTheReaderAsync(() => stream.WriteAsync(next.Request, cancel))) { return; }
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // What it gave before is still to be acknowledged.
            _sourceFailure = error;
        }
        await LeaveItToTheReaderAsync(stream.CompleteAsync);
    }

    private static IndexingError? Refusal(Sent next, ulong limit)
    {
        if (limit == 0 && next.Document.PayloadJson.Length > 0)
        {
            return new IndexingError(next.Place, next.Document.Id, "The server is too old to keep its whole numbers.");
        }
        var most = limit > 0 ? limit : DefaultMessageBytes;
        return (ulong)next.Bytes <= most ? null : new IndexingError(
            next.Place,
            next.Document.Id,
            $"The document is too large: it makes a message of {next.Bytes} bytes, and the server takes {most}. Split "
            + "it, or raise the server's ServiceDefaults:MaxReceiveMessageBytes.");
    }

    // A refused stream fails the writer with a poor message and the reader with the status: only the latter is told.
    private static async Task<bool> LeaveItToTheReaderAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    // Nothing may come for long where the source has nothing to send.
    private async Task<bool> NextAsync(IAsyncStreamReader<IndexResponse> responses, CancellationToken cancel)
    {
        var next = responses.MoveNext(cancel);
        while (true)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var first = await Task.WhenAny(next, Task.Delay(s_patience, waiting.Token));
            await waiting.CancelAsync();
            if (first == next) { return await next; }
            if (_outbox.Waits || !_answered)
            {
                throw new RpcException(new Status(
                    StatusCode.DeadlineExceeded, $"nothing was acknowledged for {s_patience.TotalMinutes:0} minutes"));
            }
        }
    }

    private void Take(IndexResponse response)
    {
        _answered = true;
        switch (response.MessageCase)
        {
            case IndexResponse.MessageOneofCase.Acknowledgement:
                Advance(response.Acknowledgement.Through, response.Acknowledgement.Counts);
                break;
            case IndexResponse.MessageOneofCase.Summary:
                Advance(response.Summary.Through, response.Summary.Counts);
                break;
            case IndexResponse.MessageOneofCase.Error:
                var (number, error) = (response.Error.Sequence, response.Error);
                _errors[number] = new IndexingError(
                    _outbox.PlaceOf(number) ?? "", error.DocumentId, error.Error.Message);
                break;
        }
    }

    private void Advance(ulong through, IndexCounts counts)
    {
        _outbox.Acknowledge(through);
        _current = counts;
        Acknowledged?.Invoke(_outbox.Through);
    }

    private static Exception SourceFailed(Exception error) => error is CliException
        ? error
        : new CliException($"{error.Message}\nWhat came before it is indexed.");
}

/// <summary>A document that is not indexed.</summary>
/// <param name="Place">Where it was read.</param>
/// <param name="DocumentId">As it was sent.</param>
/// <param name="Message">Why, and what to do.</param>
internal sealed record IndexingError(string Place, string DocumentId, string Message);

internal static class IndexCountsExtensions
{
    /// <summary>Adds the counts of one connection to the totals of the run.</summary>
    public static void MergeCounts(this IndexCounts totals, IndexCounts connection)
    {
        totals.DocumentsIndexed += connection.DocumentsIndexed;
        totals.DocumentsUnchanged += connection.DocumentsUnchanged;
        totals.DocumentsFailed += connection.DocumentsFailed;
        totals.DocumentsSuperseded += connection.DocumentsSuperseded;
        totals.DocumentsReplaced += connection.DocumentsReplaced;
        totals.PassagesWritten += connection.PassagesWritten;
        totals.PassagesRemoved += connection.PassagesRemoved;
    }
}
