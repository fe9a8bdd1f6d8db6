using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Interop;

/// <summary>
/// What OpenBLAS and OpenMP read from the environment while they load. Debian's libtorch has two thread pools, OpenMP's
/// and OpenBLAS's, that fight over the cores unless idle OpenMP threads sleep (2.6 × a training step on two cores), and
/// an environment that names an AVX2 kernel halves matrix products on an AVX-512 machine.
/// </summary>
/// <remarks>
/// .NET's <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes a copy that native code never reads,
/// hence libc's own functions. <c>KALE_BLAS_CORETYPE</c> names a kernel that wins over the processor's flags.
/// </remarks>
internal static partial class BlasEnvironment
{
    private static readonly string[] Avx512Kernels = ["SkylakeX", "Cooperlake", "SapphireRapids"];

    public static void Apply()
    {
        if (CoreType() is { } core)
            setenv("OPENBLAS_CORETYPE", core, 1);
        setenv("OMP_WAIT_POLICY", "passive", 0);
        setenv("GOMP_SPINCOUNT", "0", 0);
    }

    public static string? Get(string name) => Marshal.PtrToStringUTF8(getenv(name));

    private static string? CoreType()
    {
        if (Get("KALE_BLAS_CORETYPE") is { Length: > 0 } chosen)
            return chosen;
        if (Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported)
            return Array.Find(Avx512Kernels, kernel => kernel == Get("OPENBLAS_CORETYPE")) ?? Avx512Kernels[0];
        return Avx2.IsSupported && Fma.IsSupported ? "Haswell" : null;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr getenv(string name);
}
