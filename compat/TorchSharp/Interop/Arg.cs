using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Interop;

/// <summary>Mirrors <c>kt::Kind</c> of native/abi.h.</summary>
internal enum ArgKind { None, Tensor, Integer, Real, Boolean, Integers, Tensors, Text, Device, Generator }

/// <summary>
/// One argument of an operator, made by implicit conversion from what C# code holds. <see cref="Root"/> is the managed
/// object behind it, which must outlive the call.
/// </summary>
internal readonly record struct Arg(ArgKind Kind, long Bits, object? Root)
{
    public static implicit operator Arg(Tensor? tensor) => tensor is null ? default : new(ArgKind.Tensor, 0, tensor);
    public static implicit operator Arg(Generator? generator) =>
        generator is null ? default : new(ArgKind.Generator, 0, generator);

    public static implicit operator Arg(long value) => new(ArgKind.Integer, value, null);
    public static implicit operator Arg(long? value) => value is long known ? known : default(Arg);
    public static implicit operator Arg(double value) => new(ArgKind.Real, BitConverter.DoubleToInt64Bits(value), null);
    public static implicit operator Arg(bool value) => new(ArgKind.Boolean, value ? 1 : 0, null);
    public static implicit operator Arg(Scalar? scalar) => scalar is null ? default : scalar.ToArg();
    public static implicit operator Arg(ScalarType type) => (long)type;
    public static implicit operator Arg(ScalarType? type) => (long?)type;
    public static implicit operator Arg(Reduction reduction) => (long)reduction;

    public static implicit operator Arg(Device? device) => device is null
        ? default
        : new(ArgKind.Device, (long)device.type | ((long)device.index << 8), null);

    public static implicit operator Arg(long[]? values) => values is null ? default : new(ArgKind.Integers, 0, values);
    public static implicit operator Arg(Tensor?[] tensors) => new(ArgKind.Tensors, 0, tensors);
    public static implicit operator Arg(string? text) => text is null ? default : new(ArgKind.Text, 0, text);
}
