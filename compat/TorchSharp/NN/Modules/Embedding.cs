using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A table of vectors, [entries, dims]; whole numbers in, their rows out.</summary>
        public sealed class Embedding : nn.Module<Tensor, Tensor>
        {
            private readonly long? _padding;

            internal Embedding(Parameter weight, long? padding_idx) : base(nameof(Embedding))
            {
                this.weight = weight;
                _padding = padding_idx is < 0 ? weight.shape[0] + padding_idx : padding_idx;
            }

            public Parameter weight
            {
                get;
                set => ConditionallyRegisterParameter(nameof(weight), field = value);
            }

            public override Tensor forward(Tensor input) => Interop.Aten.embedding.Call(weight, input, _padding ?? -1);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The row of <paramref name="padding_idx"/> starts at zero and gets no gradient.</summary>
            /// <exception cref="NotSupportedException">max_norm, scale_grad_by_freq or sparse.</exception>
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null,
                double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false,
                Device? device = null, ScalarType? dtype = null)
            {
                RefuseEmbeddingOptions(max_norm, scale_grad_by_freq, sparse);
                var weight = new Parameter(empty(num_embeddings, embedding_dims, dtype, device));
                init.normal_(weight);
                if (padding_idx is long padding)
                    using (no_grad())
                    using (var row = weight[padding])
                        row.zero_();
                return new Embedding(weight, padding_idx);
            }

            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true,
                long? padding_idx = null, double? max_norm = null, double norm_type = 2,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                RefuseEmbeddingOptions(max_norm, scale_grad_by_freq, sparse);
                var copy = embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device, copy: true);
                return new Embedding(new Parameter(copy, requires_grad: !freeze), padding_idx);
            }

            private static void RefuseEmbeddingOptions(double? max_norm, bool scale_grad_by_freq, bool sparse)
            {
                if (max_norm is not null || scale_grad_by_freq || sparse)
                    throw new NotSupportedException(
                        "This stand-in's Embedding has no max_norm, scale_grad_by_freq or sparse gradients.");
            }
        }
    }
}
