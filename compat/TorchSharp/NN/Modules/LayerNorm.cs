using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>
        /// Each vector over the last dimensions shifted and scaled to mean 0 and variance 1, then by what was learnt.
        /// </summary>
        public sealed class LayerNorm : nn.Module<Tensor, Tensor>
        {
            internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device,
                ScalarType? dtype) : base(nameof(LayerNorm))
            {
                this.normalized_shape = normalized_shape;
                this.eps = eps;
                weight = elementwise_affine ? new Parameter(ones(normalized_shape, dtype, device)) : null!;
                this.bias = elementwise_affine && bias ? new Parameter(zeros(normalized_shape, dtype, device)) : null;
            }

            public long[] normalized_shape { get; set; }

            public double eps { get; set; }

            public Parameter weight
            {
                get;
                set => ConditionallyRegisterParameter(nameof(weight), field = value);
            }

            public Parameter? bias
            {
                get;
                set => ConditionallyRegisterParameter(nameof(bias), field = value);
            }

            public override Tensor forward(Tensor tensor) =>
                nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05,
                bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05,
                bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                LayerNorm([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
