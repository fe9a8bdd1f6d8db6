using Kale.V1;

namespace Kale.Cli.Indexing;

/// <summary>
/// Documents between the source and the server. Each is read once and kept until it is acknowledged, so that a broken
/// connection is taken up with what was sent, whatever the source holds by then.
/// </summary>
internal sealed class Outbox(IEnumerable<SourceDocument?> source) : IDisposable
{
    /// <summary>What a server keeps of a stream on its way is far less.</summary>
    private const long MaxBytes = 64 << 20;

    private readonly IEnumerator<SourceDocument?> _source = source.GetEnumerator();
    private readonly Dictionary<ulong, Sent> _unacknowledged = [];
    private readonly Queue<ulong> _order = new();
    private readonly Queue<Sent> _again = new();
    private readonly SemaphoreSlim _room = new(0);
    private readonly Lock _gate = new();
    private ulong _last;
    private long _bytes;
    private bool _pausing;

    /// <summary>The last acknowledged number.</summary>
    public ulong Through { get; private set; }

    /// <summary>Whether an acknowledgement is due.</summary>
    public bool Waits
    {
        get
        {
            lock (_gate) { return _order.Count > 0; }
        }
    }

    /// <summary>Before a connection is opened: what was not acknowledged goes first.</summary>
    public void Rewind()
    {
        lock (_gate)
        {
            _again.Clear();
            foreach (var number in _order) { _again.Enqueue(_unacknowledged[number]); }
        }
    }

    /// <summary>The next document to send; null: there are no more.</summary>
    public async Task<Sent?> NextAsync(CancellationToken cancel)
    {
        if (_again.TryDequeue(out var again)) { return again; }
        while (true)
        {
            while (IsFull() || (_pausing && Waits)) { await _room.WaitAsync(cancel); }
            // The source may wait for whoever fills it.
            if (!_source.MoveNext()) { return null; }
            _pausing = _source.Current is null;
            if (_source.Current is not { } document) { continue; }
            var message = new IndexDocument { Sequence = ++_last, Document = document.Message };
            return new Sent(document.Place, new IndexRequest { Document = message });
        }
    }

    /// <summary>Keeps a document until it is acknowledged.</summary>
    public void Keep(Sent sent)
    {
        lock (_gate)
        {
            if (!_unacknowledged.TryAdd(sent.Number, sent)) { return; }
            _order.Enqueue(sent.Number);
            _bytes += sent.Bytes;
        }
    }

    /// <summary>Where a document that is on its way was read.</summary>
    public string? PlaceOf(ulong number)
    {
        lock (_gate) { return _unacknowledged.GetValueOrDefault(number)?.Place; }
    }

    public void Acknowledge(ulong through)
    {
        lock (_gate)
        {
            Through = Math.Max(Through, through);
            while (_order.TryPeek(out var number) && number <= Through)
            {
                _order.Dequeue();
                _unacknowledged.Remove(number, out var sent);
                _bytes -= sent!.Bytes;
            }
        }
        _room.Release();
    }

    public void Dispose()
    {
        _source.Dispose();
        _room.Dispose();
    }

    private bool IsFull()
    {
        lock (_gate) { return _bytes > MaxBytes; }
    }
}

/// <summary>A document on its way.</summary>
/// <param name="Place">Where it was read.</param>
/// <param name="Request">What is sent.</param>
internal sealed record Sent(string Place, IndexRequest Request)
{
    public ulong Number => Request.Document.Sequence;

    public Document Document => Request.Document.Document;

    public int Bytes { get; } = Request.CalculateSize();
}
