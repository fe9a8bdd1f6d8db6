using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>x Wᵀ + b; weight [out, in], bias [out].</summary>
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
            {
                this.weight = weight;
                this.bias = bias;
            }

            internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
                : this(new Parameter(empty(outputSize, inputSize, dtype, device)),
                    hasBias ? new Parameter(empty(outputSize, dtype, device)) : null)
            {
                nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
                if (bias is not null)
                    nn.init.uniform_(bias, -1 / Math.Sqrt(inputSize), 1 / Math.Sqrt(inputSize));
            }

            public long in_features => weight.shape[1];

            public long out_features => weight.shape[0];

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

            public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);

            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
        }
    }
}
