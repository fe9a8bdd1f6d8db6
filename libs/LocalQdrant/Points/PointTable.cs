namespace Kale.LocalQdrant.Points;

/// <summary>
/// The points of a collection in memory: rows 0..Count-1 without holes. Removing a point moves the last row into its
/// place. A payload is the bytes of a <see cref="Qdrant.Client.Grpc.Struct"/>, read where they lie.
/// </summary>
internal sealed class PointTable(int dimensions)
{
    private readonly KeyIndex _rows = new();
    private readonly Column<PointKey> _keys = new();
    private readonly Column<byte[]> _payloads = new();
    private long _payloadBytes;

    public int Dimensions { get; } = dimensions;

    public int Count { get; private set; }

    public VectorChunks Vectors { get; } = new(dimensions);

    public PointKey[] Keys()
    {
        var keys = new PointKey[Count];
        for (var row = 0; row < keys.Length; row++)
            keys[row] = _keys[row];
        return keys;
    }

    /// <summary>Bytes the points would take in a file that holds nothing else.</summary>
    public long LiveBytes => _payloadBytes + (long)Count * (ChangeWriter.PutOverheadBytes + Dimensions * sizeof(float));

    public ref readonly PointKey Key(int row) => ref _keys[row];

    public ReadOnlySpan<byte> Payload(int row) => _payloads[row];

    public ReadOnlySpan<float> Vector(int row) => Vectors.Row(row);

    public bool TryGetRow(in PointKey key, out int row)
    {
        row = _rows.Find(key, _keys);
        return row >= 0;
    }

    public void Put(in PointKey key, ReadOnlySpan<float> vector, ReadOnlySpan<byte> payload)
    {
        var known = TryGetRow(key, out var row);
        if (!known)
            row = Count;
        Vectors.Set(row, vector);
        if (!known)
            Add(key);
        Replace(row, payload);
    }

    /// <summary>
    /// Replaces a payload. A point that is not there is left alone: a later change, seen already, removed it.
    /// </summary>
    public void SetPayload(in PointKey key, ReadOnlySpan<byte> payload)
    {
        if (TryGetRow(key, out var row))
            Replace(row, payload);
    }

    public void Remove(in PointKey key)
    {
        if (!TryGetRow(key, out var row))
            return;
        _payloadBytes -= _payloads[row].Length;
        _rows.Remove(row, _keys);
        var last = --Count;
        if (row != last)
            Move(last, row);
        _payloads[last] = null!;
        Vectors.Trim(Count);
        _keys.Trim(Count);
        _payloads.Trim(Count);
    }

    private void Add(in PointKey key)
    {
        _keys.EnsureRow(Count);
        _payloads.EnsureRow(Count);
        _keys[Count] = key;
        _payloads[Count] = [];
        _rows.Add(Count, _keys);
        Count++;
    }

    private void Move(int from, int to)
    {
        _rows.Move(from, to, _keys);
        _keys[to] = _keys[from];
        _payloads[to] = _payloads[from];
        Vectors.Set(to, Vectors.Row(from));
    }

    private void Replace(int row, ReadOnlySpan<byte> payload)
    {
        _payloadBytes += payload.Length - _payloads[row].Length;
        _payloads[row] = payload.IsEmpty ? [] : payload.ToArray();
    }
}
