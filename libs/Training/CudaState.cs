using System.Runtime.InteropServices;
using TorchSharp;

namespace Kale.Training;

/// <summary>What CUDA there is for libtorch.</summary>
/// <param name="IsBuiltIn">Whether the libtorch beside this program has it.</param>
/// <param name="Devices">GPUs that it finds.</param>
public sealed record CudaState(bool IsBuiltIn, int Devices)
{
    /// <summary>On this machine. Loads libtorch.</summary>
    public static CudaState Read() =>
        NativeLibrary.TryLoad("torch_cuda", typeof(torch).Assembly, searchPath: null, out _)
            ? new CudaState(IsBuiltIn: true, torch.cuda.device_count())
            : new CudaState(IsBuiltIn: false, Devices: 0);
}
