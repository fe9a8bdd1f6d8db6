using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// One operator of libtorch, by its schema name. Arguments are given in the schema's order; those left out at the end
/// take the schema's defaults.
/// </summary>
internal sealed unsafe class Op(string name, string overload = "")
{
    private IntPtr _handle;

    public string Name => overload.Length == 0 ? name : $"{name}.{overload}";

    /// <summary>Calls an operator that returns one tensor.</summary>
    public Tensor Call(params ReadOnlySpan<Arg> args) => new(Invoke(args)[0]);

    /// <summary>Calls an operator that returns two tensors.</summary>
    public (Tensor, Tensor) CallPair(params ReadOnlySpan<Arg> args)
    {
        var handles = Invoke(args);
        var (first, second) = (handles[0], handles[1]);
        return (new Tensor(first), new Tensor(second));
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    public Tensor[] CallList(params ReadOnlySpan<Arg> args)
    {
        var handles = Invoke(args).ToArray();
        return Array.ConvertAll(handles, handle => new Tensor(handle));
    }

    /// <summary>Calls an in-place operator and returns the tensor it changed, its first argument.</summary>
    public Tensor Update(params ReadOnlySpan<Arg> args)
    {
        Invoke(args, null, null);
        return (Tensor)args[0].Root!;
    }

    /// <summary>Looks the operator up, so that a missing one is known before it is needed.</summary>
    public IntPtr Resolve()
    {
        if (_handle == IntPtr.Zero)
        {
            LibTorch.Check(LibTorch.kt_op_find($"aten::{name}", overload, out var handle));
            _handle = handle;
        }
        return _handle;
    }

    private ReadOnlySpan<IntPtr> Invoke(ReadOnlySpan<Arg> args)
    {
        IntPtr* results;
        int count;
        Invoke(args, &results, &count);
        return new ReadOnlySpan<IntPtr>(results, count);
    }

    private void Invoke(ReadOnlySpan<Arg> args, IntPtr** results, int* count)
    {
        var size = ScratchSize(args);
        Span<long> scratch = size <= 32 ? stackalloc long[32] : new long[size];
        Span<NativeArg> native = stackalloc NativeArg[args.Length];
        fixed (long* elements = scratch)
        fixed (NativeArg* pointer = native)
        {
            var next = elements;
            for (var i = 0; i < args.Length; i++)
                native[i] = NativeArg.From(args[i], ref next);
            var status = LibTorch.kt_op_call(Resolve(), pointer, args.Length, results, count);
            foreach (ref readonly var arg in args)
                GC.KeepAlive(arg.Root);
            LibTorch.Check(status);
        }
    }

    private static int ScratchSize(ReadOnlySpan<Arg> args)
    {
        var size = 0;
        foreach (ref readonly var arg in args)
            size += arg.Root switch
            {
                long[] values => values.Length,
                Tensor?[] tensors => tensors.Length,
                string text => Encoding.UTF8.GetByteCount(text) / sizeof(long) + 1,
                _ => 0,
            };
        return size;
    }
}
