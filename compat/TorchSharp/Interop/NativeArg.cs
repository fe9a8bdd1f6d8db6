using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>Mirrors <c>kt::Arg</c> of native/abi.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeArg
{
    public ArgKind Kind;
    public int Count;
    public long Bits;

    /// <summary>Lists and text are copied to <paramref name="next"/>, which moves past them.</summary>
    public static NativeArg From(in Arg arg, ref long* next) => arg.Root switch
    {
        null => new() { Kind = arg.Kind, Bits = arg.Bits },
        Tensor tensor => new() { Kind = arg.Kind, Bits = tensor.Handle },
        Generator generator => new() { Kind = arg.Kind, Bits = generator.Handle },
        long[] values => Integers(values, ref next),
        Tensor?[] tensors => Tensors(tensors, ref next),
        string text => Text(text, ref next),
        _ => throw new NotSupportedException($"{arg.Root.GetType()} is no argument of an operator. This is a bug."),
    };

    private static NativeArg Integers(long[] values, ref long* next)
    {
        var start = next;
        foreach (var value in values)
            *next++ = value;
        return new() { Kind = ArgKind.Integers, Count = values.Length, Bits = (long)start };
    }

    private static NativeArg Tensors(Tensor?[] tensors, ref long* next)
    {
        var start = next;
        foreach (var tensor in tensors)
            *next++ = tensor is null ? 0 : tensor.Handle;
        return new() { Kind = ArgKind.Tensors, Count = tensors.Length, Bits = (long)start };
    }

    private static NativeArg Text(string text, ref long* next)
    {
        var start = next;
        var bytes = Encoding.UTF8.GetBytes(text, new Span<byte>(start, Encoding.UTF8.GetByteCount(text)));
        next += bytes / sizeof(long) + 1;
        return new() { Kind = ArgKind.Text, Count = bytes, Bits = (long)start };
    }
}
