namespace Kale.LocalQdrant.Payloads;

/// <summary>What a payload value is; the numbers are the fields of <see cref="Qdrant.Client.Grpc.Value"/>.</summary>
internal enum PayloadKind
{
    Null = 1,
    Double = 2,
    Integer = 3,
    Text = 4,
    Bool = 5,
    Struct = 6,
    List = 7,
}

/// <summary>A value inside the bytes of a payload.</summary>
internal readonly ref struct PayloadValue
{
    private const int FieldsOfStruct = 1;
    private const int ValuesOfList = 1;
    private readonly ulong _number;

    private PayloadValue(PayloadKind kind, ulong number, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        _number = number;
        Bytes = bytes;
    }

    public PayloadKind Kind { get; }

    /// <summary>UTF-8 of a text, the message of a struct or list.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public long Integer => (long)_number;

    public double Double => BitConverter.UInt64BitsToDouble(_number);

    public bool Bool => _number != 0;

    /// <summary>A <see cref="Qdrant.Client.Grpc.Value"/> from its bytes; one without a kind is null.</summary>
    public static PayloadValue Parse(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        var kind = PayloadKind.Null;
        while (reader.Next())
            kind = (PayloadKind)reader.Field;
        return new PayloadValue(kind, reader.Number, reader.Bytes);
    }

    /// <summary>A whole payload as a value.</summary>
    public static PayloadValue Root(ReadOnlySpan<byte> payload) => new(PayloadKind.Struct, 0, payload);

    /// <summary>The value of a field of a struct.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out PayloadValue value)
    {
        value = default;
        if (Kind != PayloadKind.Struct)
            return false;
        var fields = new WireReader(Bytes);
        while (fields.Next())
        {
            if (fields.Field == FieldsOfStruct && EntryHasKey(fields.Bytes, key, out value))
                return true;
        }
        return false;
    }

    public ElementEnumerator GetEnumerator() => new(Kind == PayloadKind.List ? Bytes : default);

    private static bool EntryHasKey(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> key, out PayloadValue value)
    {
        ReadOnlySpan<byte> name = default, content = default;
        var parts = new WireReader(entry);
        while (parts.Next())
        {
            if (parts.Field == 1)
                name = parts.Bytes;
            else
                content = parts.Bytes;
        }
        var found = name.SequenceEqual(key);
        value = found ? Parse(content) : default;
        return found;
    }

    /// <summary>The elements of a list; of anything else, none.</summary>
    public ref struct ElementEnumerator(ReadOnlySpan<byte> list)
    {
        private WireReader _reader = new(list);

        public readonly PayloadValue Current => Parse(_reader.Bytes);

        public bool MoveNext() => _reader.Next() && _reader.Field == ValuesOfList;
    }
}
