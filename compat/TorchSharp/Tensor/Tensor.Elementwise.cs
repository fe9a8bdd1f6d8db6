using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Aten.abs.Call(this);
        public Tensor neg() => Aten.neg.Call(this);
        public Tensor sign() => Aten.sign.Call(this);
        public Tensor exp() => Aten.exp.Call(this);
        public Tensor log() => Aten.log.Call(this);
        public Tensor sqrt() => Aten.sqrt.Call(this);
        public Tensor rsqrt() => Aten.rsqrt.Call(this);
        public Tensor square() => Aten.square.Call(this);
        public Tensor reciprocal() => Aten.reciprocal.Call(this);
        public Tensor erf() => Aten.erf.Call(this);
        public Tensor sin() => Aten.sin.Call(this);
        public Tensor cos() => Aten.cos.Call(this);
        public Tensor tanh() => Aten.tanh.Call(this);
        public Tensor sigmoid() => Aten.sigmoid.Call(this);
        public Tensor relu() => Aten.relu.Call(this);
        public Tensor round(long decimals = 0)
        {
            if (decimals == 0)
                return Aten.round.Call(this);
            using var scope = NewDisposeScope();
            var scale = Math.Pow(10, decimals);
            return ((this * scale).round() / scale).MoveToOuterDisposeScope();
        }

        public Tensor floor() => Aten.floor.Call(this);
        public Tensor ceil() => Aten.ceil.Call(this);
    }

    public static Tensor abs(Tensor input) => input.abs();
    public static Tensor exp(Tensor input) => input.exp();
    public static Tensor log(Tensor input) => input.log();
    public static Tensor sqrt(Tensor input) => input.sqrt();
    public static Tensor rsqrt(Tensor input) => input.rsqrt();
    public static Tensor square(Tensor input) => input.square();
    public static Tensor tanh(Tensor input) => input.tanh();
    public static Tensor sigmoid(Tensor input) => input.sigmoid();
}
