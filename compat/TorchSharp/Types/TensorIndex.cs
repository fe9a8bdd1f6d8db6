namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// One index of a tensor: a position, a slice, a tensor of positions or of booleans, or a new dimension.
    /// </summary>
    public struct TensorIndex
    {
        internal enum Kind { Null, Single, Slice, Ellipsis, Tensor }

        internal Kind kind;
        internal long? start;
        internal long? stop;
        internal long? step;
        internal Tensor? tensor;

        public static readonly TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        public static readonly TensorIndex Null = new() { kind = Kind.Null };

        public static readonly TensorIndex Colon = Slice();

        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, start = index };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(From(range.Start), To(range.End));

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        private static long? To(Index index) => index is { IsFromEnd: true, Value: 0 } ? null : From(index);
    }
}
