using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// Loads libkale_torch.so, and libtorch with it, after the process's environment has been made right.
/// </summary>
internal static unsafe class LibraryLoader
{
    private static readonly Lock Gate = new();
    private static IntPtr _library;

    public static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "kale_torch")
            return IntPtr.Zero;
        lock (Gate)
            return _library != IntPtr.Zero ? _library : _library = Load(assembly, path);
    }

    private static IntPtr Load(Assembly assembly, DllImportSearchPath? path)
    {
        BlasEnvironment.Apply();
        if (!NativeLibrary.TryLoad("libkale_torch.so", assembly, path, out var library))
            throw new DllNotFoundException(
                "libkale_torch.so or a library it needs was not found: run eng/native-torch.sh, then build again. "
                + "If it is there, `ldd libkale_torch.so` names what is missing.");
        SetThreads(library);
        return library;
    }

    // libtorch counts physical cores, .NET what this process may use; a number in the environment wins over both.
    private static void SetThreads(IntPtr library)
    {
        if (!int.TryParse(BlasEnvironment.Get("OMP_NUM_THREADS"), out var threads) || threads < 1)
            threads = Environment.ProcessorCount;
        ((delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, "kt_set_num_threads"))(threads);
    }
}
