using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(Array.ConvertAll(indices, TensorIndex.Tensor));
            set => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Array.ConvertAll(indices, index => TensorIndex.Single(index)));
            set => index_put_(value, Array.ConvertAll(indices, index => TensorIndex.Single(index)));
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var (part, positions) = Split(indices);
            var result = positions.Length == 0 ? part : Aten.index.Call(part, positions);
            return (ReferenceEquals(result, this) ? alias() : result).MoveToOuterDisposeScope();
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var (part, positions) = Split(indices);
            if (positions.Length == 0)
                part.copy_(value);
            else
                Aten.index_put_.Update(part, positions, value);
            return this;
        }

        /// <summary>
        /// Positions, slices and new dimensions are views, taken one after the other; tensors of positions are left for
        /// one operator, null standing for a dimension taken whole.
        /// </summary>
        private (Tensor part, Tensor?[] positions) Split(TensorIndex[] indices)
        {
            var (part, positions, dim) = (this, new List<Tensor?>(), 0L);
            foreach (var index in indices)
            {
                if (index.kind == TensorIndex.Kind.Ellipsis)
                    dim = part.ndim - indices.SkipWhile(other => other.kind != TensorIndex.Kind.Ellipsis).Sum(Covered);
                else if (index.kind == TensorIndex.Kind.Single)
                    part = part.select(dim, index.start ?? 0);
                else if (index.kind == TensorIndex.Kind.Slice)
                    part = Aten.slice.Call(part, dim++, index.start, index.stop, index.step ?? 1);
                else if (index.kind == TensorIndex.Kind.Null)
                    part = part.unsqueeze(dim++);
                else
                    dim = Take(index.tensor!, positions, dim);
            }
            return (part, [.. positions]);
        }

        private static long Take(Tensor index, List<Tensor?> positions, long dim)
        {
            while (positions.Count < dim)
                positions.Add(null);
            positions.Add(index);
            return dim + Covered(TensorIndex.Tensor(index));
        }

        // Dimensions of the tensor that an index speaks of; a tensor of booleans speaks of as many as it has itself.
        private static long Covered(TensorIndex index) => index.kind switch
        {
            TensorIndex.Kind.Null or TensorIndex.Kind.Ellipsis => 0,
            TensorIndex.Kind.Tensor when index.tensor!.dtype == ScalarType.Bool => index.tensor.ndim,
            _ => 1,
        };
    }
}
