using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kale.V1;

namespace Kale.ContextIndexer.Tests.Support;

/// <summary>An index stream in the hands of a test.</summary>
internal sealed class IndexCall : IDisposable
{
    private readonly AsyncDuplexStreamingCall<IndexRequest, IndexResponse> _call;
    private readonly CancellationTokenSource _vanish = new();

    private IndexCall(ContextIndexing.ContextIndexingClient client) =>
        _call = client.Index(cancellationToken: _vanish.Token);

    public IndexOpened Opened { get; private set; } = new();

    public List<DocumentError> Errors { get; } = [];

    public ulong Through { get; private set; }

    public Exception? Refused { get; private set; }

    public IndexCounts Counts { get; private set; } = new();

    public static async Task<IndexCall> OpenAsync(ContextIndexing.ContextIndexingClient client, IndexOpen open)
    {
        var call = Raw(client);
        await call.SendAsync(new IndexRequest { Open = open });
        call.Opened = (await call.NextAsync())!.Opened;
        return call;
    }

    public static Task<IndexCall> OpenAsync(ContextIndexing.ContextIndexingClient client, string collection) =>
        OpenAsync(client, new IndexOpen { Collection = collection, CreateIfMissing = true });

    /// <summary>A stream on which nothing was sent yet.</summary>
    public static IndexCall Raw(ContextIndexing.ContextIndexingClient client) => new(client);

    /// <summary>A whole run: open, all documents numbered from 1, half-close, summary.</summary>
    public static async Task<(IndexSummary Summary, List<DocumentError> Errors)> RunAsync(
        ContextIndexing.ContextIndexingClient client, IndexOpen open, params IEnumerable<Document> documents)
    {
        using var call = await OpenAsync(client, open);
        var sequence = 0ul;
        foreach (var document in documents) await call.SendAsync(++sequence, document);
        return (await call.CompleteAsync(), call.Errors);
    }

    public static async Task<IndexSummary> RunAsync(
        ContextIndexing.ContextIndexingClient client, string collection, params IEnumerable<Document> documents) =>
        (await RunAsync(client, new IndexOpen { Collection = collection, CreateIfMissing = true }, documents)).Summary;

    public static Document Document(string id, string text, string title = "", string? payload = null) => new()
    {
        Id = id,
        Title = title,
        Text = text,
        Payload = payload is null ? null : Struct.Parser.ParseJson(payload),
    };

    public Task SendAsync(IndexRequest request) => _call.RequestStream.WriteAsync(request);

    public Task SendAsync(ulong sequence, Document document) =>
        SendAsync(new IndexRequest { Document = new IndexDocument { Sequence = sequence, Document = document } });

    /// <summary>The writer may learn of a refusal first; the reader learns the reason.</summary>
    public async Task TrySendAsync(IndexRequest request)
    {
        try
        {
            await SendAsync(request);
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
            Refused = error;
        }
    }

    /// <summary>The next answer, null at the end of the stream.</summary>
    public async Task<IndexResponse?> NextAsync()
    {
        if (!await _call.ResponseStream.MoveNext(CancellationToken.None)) return null;
        var response = _call.ResponseStream.Current;
        if (response.Error is { } error) Errors.Add(error);
        if (response.Acknowledgement is { } ack) (Through, Counts) = (ack.Through, ack.Counts);
        return response;
    }

    /// <summary>Reads until everything up to a document is durable.</summary>
    public async Task WaitForAsync(ulong through)
    {
        while (Through < through) Assert.NotNull(await NextAsync());
    }

    public async Task<IndexSummary> CompleteAsync()
    {
        await _call.RequestStream.CompleteAsync();
        while (await NextAsync() is { } response)
        {
            if (response.Summary is { } summary) return summary;
        }
        throw new InvalidOperationException("The stream ended without a summary.");
    }

    /// <summary>The error that the stream ends with.</summary>
    public Task<RpcException> FailsAsync() => Assert.ThrowsAsync<RpcException>(async () =>
    {
        while (await NextAsync() is not null)
        {
        }
    });

    /// <summary>Gone without a word, as a client that was killed.</summary>
    public void Vanish() => _vanish.Cancel();

    public void Dispose()
    {
        _call.Dispose();
        _vanish.Dispose();
    }
}
