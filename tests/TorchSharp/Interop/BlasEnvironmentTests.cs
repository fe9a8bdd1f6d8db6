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
        Assert.Equal("1.13", torch.__version__[..4]);
        var core = BlasEnvironment.Get("OPENBLAS_CORETYPE");
        Assert.Equal(Avx512F.IsSupported, core is "SkylakeX" or "Cooperlake" or "SapphireRapids");
        Assert.Equal(core, CoreThatOpenBlasRuns());
    }

    [Fact]
    public void Loading_LibTorch_LetsIdleThreadsSleep()
    {
        _ = torch.get_num_threads();
        Assert.NotNull(BlasEnvironment.Get("OMP_WAIT_POLICY"));
        Assert.NotNull(BlasEnvironment.Get("GOMP_SPINCOUNT"));
    }

    private static string? CoreThatOpenBlasRuns()
    {
        var library = NativeLibrary.Load("libopenblas.so.0");
        var name = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(library, "openblas_get_corename");
        return Marshal.PtrToStringUTF8((IntPtr)name());
    }
}
