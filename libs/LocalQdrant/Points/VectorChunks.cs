using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kale.LocalQdrant.Points;

/// <summary>
/// The vectors of a collection, [rows, stride] in chunks of some megabytes. A row is padded with zeros to whole cache
/// lines, so that kernels need no tail and every load is aligned. Chunks never move: growing copies nothing.
/// </summary>
internal sealed class VectorChunks
{
    private const int ChunkBytes = 4 << 20;
    private const int LineFloats = 64 / sizeof(float);

    private readonly List<float[]> _chunks = [];
    private readonly List<int> _starts = [];
    private readonly int _shift;
    private readonly int _dimensions;

    public VectorChunks(int dimensions)
    {
        _dimensions = dimensions;
        Stride = (dimensions + LineFloats - 1) / LineFloats * LineFloats;
        var rows = Math.Max(1, ChunkBytes / (Stride * sizeof(float)));
        _shift = BitOperations.Log2((uint)rows);
    }

    /// <summary>Floats from one row to the next: the dimensions, rounded up to whole cache lines.</summary>
    public int Stride { get; }

    public int RowsPerChunk => 1 << _shift;

    /// <summary>A copy of a query or vector, padded to <see cref="Stride"/>.</summary>
    public float[] Pad(ReadOnlySpan<float> vector)
    {
        var padded = new float[Stride];
        vector.CopyTo(padded);
        return padded;
    }

    /// <summary>A row without its padding: [dimensions].</summary>
    public ReadOnlySpan<float> Row(int row) => Rows(row, 1)[.._dimensions];

    /// <summary>Rows that lie in one chunk: [count, stride].</summary>
    public ReadOnlySpan<float> Rows(int first, int count) => Slot(first).AsSpan(count * Stride);

    /// <summary>Sets a row; the row after the last makes room for itself.</summary>
    public void Set(int row, ReadOnlySpan<float> vector)
    {
        if (row >> _shift == _chunks.Count)
            AddChunk();
        var slot = Slot(row).AsSpan(Stride);
        vector.CopyTo(slot);
        slot[vector.Length..].Clear();
    }

    /// <summary>Gives back chunks beyond <paramref name="rows"/> rows, keeping one to grow into.</summary>
    public void Trim(int rows)
    {
        var needed = (rows >> _shift) + 2;
        if (_chunks.Count <= needed)
            return;
        _chunks.RemoveRange(needed, _chunks.Count - needed);
        _starts.RemoveRange(needed, _starts.Count - needed);
    }

    private ChunkSlot Slot(int row)
    {
        var chunk = row >> _shift;
        return new ChunkSlot(_chunks[chunk], _starts[chunk] + (row & (RowsPerChunk - 1)) * Stride);
    }

    private unsafe void AddChunk()
    {
        var chunk = GC.AllocateUninitializedArray<float>(RowsPerChunk * Stride + LineFloats, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(chunk));
        _chunks.Add(chunk);
        _starts.Add((int)((64 - address % 64) % 64 / sizeof(float)));
    }

    private readonly record struct ChunkSlot(float[] Chunk, int Start)
    {
        public Span<float> AsSpan(int floats) => Chunk.AsSpan(Start, floats);
    }
}
