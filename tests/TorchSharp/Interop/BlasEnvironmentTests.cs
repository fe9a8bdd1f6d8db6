using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using TorchSharp.Interop;

namespace Kale.TorchSharp.Tests.Interop;

public sealed unsafe class BlasEnvironmentTests
{
    [Fact]
    public void Loading_LibTorch_ChoosesTheKernelOfTheProcessor()
    {
        Assert.Matches(@"^\d+\.\d+", torch.__version__);
        var core = BlasEnvironment.Get("OPENBLAS_CORETYPE");
        if (Kernels() is { Length: > 0 } kernels)
            Assert.Contains(core, kernels);
        if (core is not null)
            Assert.Equal(core, CoreThatOpenBlasRuns());
    }

    [Fact]
    public void Loading_LibTorch_LetsIdleThreadsSleep()
    {
        _ = torch.get_num_threads();
        Assert.NotNull(BlasEnvironment.Get("OMP_WAIT_POLICY"));
        Assert.NotNull(BlasEnvironment.Get("GOMP_SPINCOUNT"));
    }

    /// <summary>What this process is to compute with; none where OpenBLAS is left to choose.</summary>
    private static string[] Kernels()
    {
        if (Environment.GetEnvironmentVariable("KALE_BLAS_CORETYPE") is { Length: > 0 } chosen)
            return [chosen];
        if (Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported)
            return ["SkylakeX", "Cooperlake", "SapphireRapids"];
        return Avx2.IsSupported && Fma.IsSupported ? ["Haswell"] : [];
    }

    private static string? CoreThatOpenBlasRuns()
    {
        var library = NativeLibrary.Load("libopenblas.so.0");
        var name = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(library, "openblas_get_corename");
        return Marshal.PtrToStringUTF8((IntPtr)name());
    }
}
