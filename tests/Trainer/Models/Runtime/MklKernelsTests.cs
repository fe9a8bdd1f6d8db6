using System.Runtime.InteropServices;
using Kale.Training;

namespace Kale.Trainer.Tests.Models.Runtime;

public sealed class MklKernelsTests
{
    private const string Question = "mkl_serv_intel_cpu_true";

    /// <summary>What MKL asks before it takes its best kernels, wherever the tests run.</summary>
    [Fact]
    public unsafe void Library_ThatIsBuiltWithoutACompiler_LoadsAndAnswersYes()
    {
        var library = NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "libkale-mkl.so"));
        var answer = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, Question);
        Assert.Equal(1, answer());
    }

    [Fact]
    public void Kernels_OfProcessorsWithoutAvx512_AreLeftToMkl() =>
        Assert.True(!MklKernels.GoByInstructions || System.Runtime.Intrinsics.X86.Avx512F.IsSupported);
}
