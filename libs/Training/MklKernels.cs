using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Kale.Training;

/// <summary>
/// Which of its kernels the MKL inside libtorch takes. On processors with AVX-512 that are not Intel's it would leave
/// them aside; a library of one function (eng/native/AnyProcessor.cs) lets it look at what the processor has instead.
/// <c>KALE_MKL=default</c> in the environment leaves MKL as it is.
/// </summary>
public static partial class MklKernels
{
    private const string Setting = "KALE_MKL";
    private const string Library = "libkale-mkl.so";
    private const int NowForAll = 0x2 | 0x100; // RTLD_NOW | RTLD_GLOBAL: libtorch's own names come after it.

    // "Genu", the first four letters of what Intel's processors call themselves.
    private const int Intel = 0x756e6547;

    /// <summary>Whether MKL goes by what the processor has, whoever made it.</summary>
    public static bool GoByInstructions { get; private set; }

    // Whatever of this assembly loads libtorch comes after it.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "No caller could be early enough.")]
    internal static void Apply()
    {
        if (!OperatingSystem.IsLinux() || !Avx512F.IsSupported || X86Base.CpuId(0, 0).Ebx == Intel
            || Environment.GetEnvironmentVariable(Setting) == "default")
            return;
        GoByInstructions = Open(Path.Combine(AppContext.BaseDirectory, Library), NowForAll) != 0;
    }

    [LibraryImport("libc.so.6", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);
}
