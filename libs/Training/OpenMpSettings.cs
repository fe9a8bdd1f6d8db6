using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kale.Training;

/// <summary>
/// How libtorch's threads behave: OpenMP reads it from the environment, once, when libtorch is loaded. What the
/// environment says already is left. .NET's own way of setting variables changes a copy that native code never reads.
/// </summary>
internal static partial class OpenMpSettings
{
    // Whatever of this assembly loads libtorch comes after it.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "No caller could be early enough.")]
    internal static void Apply()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // Idle threads sleep. Where something else wants the cores too, threads that spin keep them from the very
        // threads that they wait for: steps of a small network took eight times as long.
        _ = SetVariable("OMP_WAIT_POLICY", "passive", overwrite: 0);
        // OpenMP counts the machine's processors, .NET those that the container may use.
        _ = SetVariable(
            "OMP_NUM_THREADS", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
