using System.Numerics;
using Kale.Encoding.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace Kale.Encoding.Inference;

/// <summary>
/// What one run reads and writes: ids, mask and types [rows, length], rows padded to the longest, and the output [rows,
/// width]. It is kept for the next run and grows to the largest batch.
/// </summary>
internal sealed class BatchBuffers(int width, int padTokenId)
{
    private long[] _ids = [];
    private long[] _mask = [];
    private long[] _types = [];
    private float[] _output = [];
    private int _rows;
    private int _length;

    public void Fill(IReadOnlyList<TokenizedText> batch)
    {
        _rows = batch.Count;
        _length = batch.Max(text => text.Length);
        EnsureCapacity();
        for (var row = 0; row < _rows; row++)
        {
            FillRow(row * _length, batch[row]);
        }
    }

    /// <summary>The three inputs in the order of <see cref="EncoderSession"/>'s names.</summary>
    public OrtValue[] Inputs() => [Input(_ids), Input(_mask), Input(_types)];

    public OrtValue Output() => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, _output.AsMemory(0, _rows * width), [_rows, width]);

    public float[][] Rows()
    {
        var rows = new float[_rows][];
        for (var row = 0; row < _rows; row++)
        {
            rows[row] = _output.AsSpan(row * width, width).ToArray();
        }

        return rows;
    }

    private void FillRow(int start, TokenizedText text)
    {
        var ids = _ids.AsSpan(start, _length);
        for (var i = 0; i < text.Length; i++)
        {
            ids[i] = text.Ids[i];
        }

        ids[text.Length..].Fill(padTokenId);
        Step(_mask.AsSpan(start, _length), text.Length, before: 1, after: 0);
        Step(_types.AsSpan(start, text.Length), text.SecondStart, before: 0, after: 1);
        _types.AsSpan(start + text.Length, _length - text.Length).Clear();
    }

    private static void Step(Span<long> row, int at, long before, long after)
    {
        row[..at].Fill(before);
        row[at..].Fill(after);
    }

    private void EnsureCapacity()
    {
        var cells = _rows * _length;
        if (_ids.Length < cells)
        {
            var size = (int)BitOperations.RoundUpToPowerOf2((uint)cells);
            (_ids, _mask, _types) = (Pinned<long>(size), Pinned<long>(size), Pinned<long>(size));
        }

        if (_output.Length < _rows * width)
        {
            _output = Pinned<float>((int)BitOperations.RoundUpToPowerOf2((uint)(_rows * width)));
        }
    }

    private OrtValue Input(long[] values) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, values.AsMemory(0, _rows * _length), [_rows, _length]);

    private static T[] Pinned<T>(int size) => GC.AllocateUninitializedArray<T>(size, pinned: true);
}
