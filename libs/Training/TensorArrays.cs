using System.Runtime.InteropServices;
using TorchSharp;

namespace Kale.Training;

/// <summary>The way of numbers between arrays and tensors.</summary>
public static class TensorArrays
{
    /// <summary>
    /// A tensor of a copy of these numbers. Not <c>torch.tensor</c>, whose memory is a pinned array: libtorch's own is
    /// aligned, so that products of it are the same to the last bit in every run.
    /// </summary>
    public static torch.Tensor ToTensor<T>(this T[] numbers, torch.Device device, params long[] shape)
    {
        using var shared = torch.from_array(numbers, torch.CPU);
        using var shaped = shared.view(shape);
        return shaped.to(device, copy: true);
    }

    /// <summary>
    /// A copy of a float tensor's numbers, row by row, wherever it is. Not <c>data&lt;float&gt;()</c>, which reads them
    /// one by one through an enumerator.
    /// </summary>
    public static float[] Floats(this torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(tensor.detach().cpu().contiguous().bytes).ToArray();
    }
}
