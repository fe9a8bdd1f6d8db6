using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A tensor of the array's rank and shape.</summary>
    /// <exception cref="ArgumentException">Elements of a type that no tensor holds.</exception>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null,
        bool requires_grad = false, string[]? names = null)
    {
        var shape = Enumerable.Range(0, rawArray.Rank).Select(rawArray.GetLongLength).ToArray();
        return rawArray switch
        {
            float[] or float[,] or float[,,] => From<float>(Flat<float>(rawArray), shape, dtype, device, requires_grad),
            double[] or double[,] or double[,,] =>
                From<double>(Flat<double>(rawArray), shape, dtype, device, requires_grad),
            long[] or long[,] or long[,,] => From<long>(Flat<long>(rawArray), shape, dtype, device, requires_grad),
            int[] or int[,] or int[,,] => From<int>(Flat<int>(rawArray), shape, dtype, device, requires_grad),
            bool[] or bool[,] or bool[,,] => From<bool>(Flat<bool>(rawArray), shape, dtype, device, requires_grad),
            byte[] or byte[,] or byte[,,] => From<byte>(Flat<byte>(rawArray), shape, dtype, device, requires_grad),
            _ => throw new ArgumentException($"No tensor holds the elements of {rawArray.GetType().Name}."),
        };
    }

    private static ReadOnlySpan<T> Flat<T>(Array array) => MemoryMarshal.CreateReadOnlySpan(
        ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)),
        array.Length);

    private static unsafe Tensor From<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> shape, ScalarType? dtype,
        Device? device, bool requires_grad) where T : unmanaged
    {
        var elements = 1L;
        foreach (var size in shape)
            elements = checked(elements * size);
        if (elements != data.Length)
            throw new ArgumentException(
                $"mismatched total size creating a tensor from an array: {elements} vs. {data.Length}");
        var own = TypeOf<T>();
        IntPtr handle;
        fixed (T* elementPointer = data)
        fixed (long* shapePointer = shape)
            LibTorch.Check(LibTorch.kt_tensor_from(elementPointer, shapePointer, shape.Length, (int)own, out handle));
        var tensor = new Tensor(handle);
        if ((dtype ?? own) != own || device is { type: not DeviceType.CPU })
            tensor = tensor.to(dtype ?? own, device ?? CPU, disposeAfter: true);
        return Made(tensor, requires_grad);
    }
}
