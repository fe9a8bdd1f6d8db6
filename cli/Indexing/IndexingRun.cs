using Grpc.Core;
using Kale.Cli.Corpora;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.Cli.Indexing;

/// <summary>
/// Sends a corpus over the Index stream and follows the acknowledgements. When the connection breaks it opens again and
/// continues after the last acknowledged document.
/// </summary>
internal sealed class IndexingRun(
    ContextIndexing.ContextIndexingClient client, IndexOpen open, Func<IEnumerable<CorpusDocument>> corpus)
{
    private const int PausesForAServerNeverSeen = 4;
    private readonly List<DocumentError> _errors = [];
    private readonly IndexCounts _finishedConnections = new();
    private IndexCounts _current = new();
    private ulong _through;
    private bool _answered;

    public IReadOnlyList<DocumentError> Errors => _errors;

    /// <summary>Called with the number of the last durable document.</summary>
    public Action<ulong>? Acknowledged { get; set; }

    /// <summary>Called before a broken connection is opened again.</summary>
    public Action<RpcException, TimeSpan>? Reconnecting { get; set; }

    public async Task<IndexCounts> RunAsync(CancellationToken cancel)
    {
        for (var losses = 0; ; losses++)
        {
            var before = _through;
            try
            {
                await ConnectAsync(cancel);
                _finishedConnections.MergeCounts(_current);
                return _finishedConnections;
            }
            catch (RpcException error) when (MayComeBack(error, _through > before ? 0 : losses))
            {
                if (_through > before) { losses = 0; }
                _finishedConnections.MergeCounts(_current);
                _current = new IndexCounts();
                var pause = Reconnection.Pauses[losses];
                Reconnecting?.Invoke(error, pause);
                await Task.Delay(pause, cancel);
            }
        }
    }

    // One that was there restarts, and loads its encoder before it takes documents.
    private bool MayComeBack(RpcException error, int losses) => _answered
        ? losses < Reconnection.Pauses.Count
            && (error.StatusCode == StatusCode.Unavailable || StatusDetails.ReasonOf(error) == Reasons.EncoderNotLoaded)
        : losses < PausesForAServerNeverSeen && error.StatusCode == StatusCode.Unavailable;

    private async Task ConnectAsync(CancellationToken cancel)
    {
        open.ResumeAfter = _through;
        using var call = client.Index(cancellationToken: cancel);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await WriteOrLeaveItToTheReaderAsync(call.RequestStream, new IndexRequest { Open = open }, broken.Token);
        var sending = SendAsync(call.RequestStream, broken.Token);
        try
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancel)) { Take(response); }
        }
        catch
        {
            await broken.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await sending;
    }

    private async Task SendAsync(IClientStreamWriter<IndexRequest> stream, CancellationToken cancel)
    {
        var sequence = 0ul;
        foreach (var document in corpus())
        {
            sequence++;
            if (sequence <= open.ResumeAfter) { continue; }
            var request = new IndexRequest
            {
                Document = new IndexDocument { Sequence = sequence, Document = Message(document) },
            };
            if (!await WriteOrLeaveItToTheReaderAsync(stream, request, cancel)) { return; }
        }
        await stream.CompleteAsync();
    }

    // A refused stream fails the writer with a poor message and the reader with the status: only the latter is told.
    private static async Task<bool> WriteOrLeaveItToTheReaderAsync(
        IClientStreamWriter<IndexRequest> stream, IndexRequest request, CancellationToken cancel)
    {
        try
        {
            await stream.WriteAsync(request, cancel);
            return true;
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException or IOException)
        {
            return false;
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
                _errors.Add(response.Error);
                break;
        }
    }

    private void Advance(ulong through, IndexCounts counts)
    {
        _through = Math.Max(_through, through);
        _current = counts;
        Acknowledged?.Invoke(_through);
    }

    private static Document Message(CorpusDocument document)
    {
        var message = new Document { Id = document.Id, Title = document.Title, Text = document.Text };
        if (document.Payload is not null) { message.Payload = document.Payload; }
        return message;
    }
}

internal static class IndexCountsExtensions
{
    /// <summary>Adds the counts of one connection to the totals of the run.</summary>
    public static void MergeCounts(this IndexCounts totals, IndexCounts connection)
    {
        totals.DocumentsIndexed += connection.DocumentsIndexed;
        totals.DocumentsUnchanged += connection.DocumentsUnchanged;
        totals.DocumentsFailed += connection.DocumentsFailed;
        totals.PassagesWritten += connection.PassagesWritten;
        totals.PassagesRemoved += connection.PassagesRemoved;
    }
}
