using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of libtorch.</summary>
    public static string __version__
    {
        get
        {
            LibTorch.Check(LibTorch.kt_version(out var version));
            return Marshal.PtrToStringUTF8(version)!;
        }
    }

    /// <summary>Threads that one operator works with; the BLAS library's number follows it.</summary>
    public static int get_num_threads()
    {
        LibTorch.Check(LibTorch.kt_num_threads(out var count));
        return count;
    }

    public static void set_num_threads(int num) => LibTorch.Check(LibTorch.kt_set_num_threads(num));

    public static int get_num_interop_threads()
    {
        LibTorch.Check(LibTorch.kt_num_interop_threads(out var count));
        return count;
    }

    public static void set_num_interop_threads(int num) => LibTorch.Check(LibTorch.kt_set_num_interop_threads(num));

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count()
        {
            LibTorch.Check(LibTorch.kt_cuda_device_count(out var count));
            return count;
        }
    }

    public static bool cuda_is_available() => cuda.is_available();
}
