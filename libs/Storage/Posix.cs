using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kale.Storage;

/// <summary>Calls that .NET has no name for: fsync of a directory, waiting for a file lock.</summary>
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int LockExclusive = 2;
    private const int Interrupted = 4;

    // O_CLOEXEC: a child process must not keep the lock.
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x100_0000 : 0x8_0000;

    /// <summary>Makes the names in a directory as durable as the files themselves.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) { return; } // NTFS journals names by itself and has no such call
        using var handle = OpenHandle(path, ReadOnly);
        Require(FSync(handle), path);
    }

    /// <summary>
    /// Waits until no other process or thread holds the lock of an existing file; closing the handle releases it.
    /// </summary>
    public static SafeFileHandle Lock(string path)
    {
        // Not by .NET's own call, which takes a shared lock of its own at once or fails.
        var handle = OpenHandle(path, ReadWrite);
        int result;
        do
        {
            result = FLock(handle, LockExclusive);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        Require(result, path);
        return handle;
    }

    private static SafeFileHandle OpenHandle(string path, int flags)
    {
        var descriptor = Open(path, flags | CloseOnExec);
        Require(descriptor, path);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void Require(int result, string path)
    {
        if (result < 0)
        {
            throw new IOException($"{Marshal.GetLastPInvokeErrorMessage()}: '{path}'.");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle handle, int operation);
}
