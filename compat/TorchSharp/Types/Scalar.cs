using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number given to an operator beside its tensors: an integer, a real or a boolean.</summary>
public sealed class Scalar : IDisposable
{
    private readonly object _value;

    private Scalar(object value) => _value = value;

    public torch.ScalarType Type => _value switch
    {
        long => torch.ScalarType.Int64,
        double => torch.ScalarType.Float64,
        _ => torch.ScalarType.Bool,
    };

    public static implicit operator Scalar(byte value) => new((long)value);
    public static implicit operator Scalar(sbyte value) => new((long)value);
    public static implicit operator Scalar(short value) => new((long)value);
    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(Half value) => new((double)value);
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(double value) => new(value);
    public static implicit operator Scalar(bool value) => new(value);

    /// <summary>Upstream's scalar owns native memory; this one has nothing to give back.</summary>
    public void Dispose() { }

    internal Arg ToArg() => _value switch
    {
        long integer => integer,
        double real => real,
        _ => (bool)_value,
    };

    internal double AsDouble() => Convert.ToDouble(_value);

    internal long AsInt64() => Convert.ToInt64(_value);
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.AsDouble();
    public static double ToDouble(this Scalar value) => value.AsDouble();
    public static int ToInt32(this Scalar value) => (int)value.AsInt64();
    public static long ToInt64(this Scalar value) => value.AsInt64();
    public static bool ToBoolean(this Scalar value) => value.AsInt64() != 0;
}
