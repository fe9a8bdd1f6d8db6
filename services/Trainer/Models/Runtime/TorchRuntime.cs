using System.Runtime.InteropServices;
using TorchSharp;

namespace Kale.Trainer.Models.Runtime;

/// <summary>What libtorch runs on in this process, for the log at start and for reports.</summary>
/// <param name="Version">Of libtorch.</param>
/// <param name="Threads">That one operator works with.</param>
/// <param name="Device">Where networks are put: the first GPU if libtorch finds one, else the processor.</param>
/// <param name="BlasKernel">
/// The kernel that OpenBLAS was told to use; null where it chose, or another library computes.
/// </param>
/// <param name="WaitPolicy">What idle OpenMP threads do; null where nobody said.</param>
public sealed partial record TorchRuntime(
    string Version, int Threads, string Device, string? BlasKernel, string? WaitPolicy)
{
    /// <summary>Loads libtorch, if nothing has yet, and says what it found.</summary>
    public static TorchRuntime Describe()
    {
        var (version, threads) = (torch.__version__, torch.get_num_threads());
        return new(version, threads, DefaultDevice.ToString(), Native("OPENBLAS_CORETYPE"), Native("OMP_WAIT_POLICY"));
    }

    /// <summary>The first GPU if libtorch finds one, else the processor.</summary>
    public static torch.Device DefaultDevice => torch.cuda.is_available() ? torch.CUDA : torch.CPU;

    /// <summary>
    /// Whether networks are put in a GPU's memory; false where libtorch is missing, and nothing is put anywhere.
    /// </summary>
    public static bool IsOnGpu
    {
        get
        {
            try
            {
                return torch.cuda.is_available();
            }
            catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
            {
                return false;
            }
        }
    }

    // .NET's own copy of the environment does not show what was set for native code.
    private static string? Native(string name) => Marshal.PtrToStringUTF8(getenv(name));

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr getenv(string name);
}
