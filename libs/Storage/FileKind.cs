using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kale.Storage;

/// <summary>
/// What lies behind a path, found out without opening it: opening a pipe waits until somebody takes its other end,
/// which may be never, and a device never ends.
/// </summary>
internal static partial class FileKind
{
    public const string Pipe = "a pipe";
    public const string Socket = "a socket";
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint TypeOnly = 1; // STATX_TYPE
    private const int StatusBytes = 256;
    private const int ModeOffset = 28;
    private const int FormatMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;
    private const int PipeFormat = 0x1000;
    private const int SocketFormat = 0xC000;
    private const int NonBlockingOnMacOS = 0x100_0004; // O_CLOEXEC | O_NONBLOCK

    /// <summary>
    /// What it is, where opening it may wait or never end; null for a file, a directory, or nothing. Links are
    /// followed.
    /// </summary>
    public static string? Oddity(string path)
    {
        if (!OperatingSystem.IsLinux())
            return OperatingSystem.IsMacOS() && File.Exists(path) && !CanSeek(path) ? "a pipe or a device" : null;
        var status = new byte[StatusBytes];
        if (Statx(CurrentDirectory, path, 0, TypeOnly, status) != 0)
            return null;
        return (BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(ModeOffset)) & FormatMask) switch
        {
            Regular or Folder => null,
            PipeFormat => Pipe,
            SocketFormat => Socket,
            _ => "a device",
        };
    }

    private static bool CanSeek(string path)
    {
        using var handle = Open(path, NonBlockingOnMacOS);
        if (handle.IsInvalid)
            return false;
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return stream.CanSeek;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, [Out] byte[] status);
}
