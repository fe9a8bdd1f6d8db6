using System.Runtime.InteropServices;

namespace Kale.Native;

/// <summary>What native code has freed and its allocator keeps.</summary>
internal static class NativeHeap
{
    /// <summary>
    /// Gives whole free pages back to the system. glibc keeps them for later allocations; other C libraries do not, and
    /// nothing happens there.
    /// </summary>
    public static unsafe void Trim()
    {
        if (NativeLibrary.TryLoad("libc.so.6", out var libc)
            && NativeLibrary.TryGetExport(libc, "malloc_trim", out var trim))
            _ = ((delegate* unmanaged<nuint, int>)trim)(0);
    }
}
