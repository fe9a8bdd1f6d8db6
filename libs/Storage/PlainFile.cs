using Microsoft.Win32.SafeHandles;

namespace Kale.Storage;

/// <summary>
/// Opening a pipe waits until somebody takes its other end, which may be never, and a device never ends. What others
/// put into a directory is looked at before it is opened.
/// </summary>
public static class PlainFile
{
    /// <summary>What it is, such as "a pipe", where it is none; null for a file, a directory or nothing.</summary>
    public static string? Oddity(string path) => FileKind.Oddity(path);

    /// <summary>False for a pipe, a socket or a device; true also where there is nothing. Links are followed.</summary>
    public static bool Is(string path) => FileKind.Oddity(path) is null;

    /// <summary>Nothing where there is no file: opening it will say so.</summary>
    /// <exception cref="IOException">It is a pipe, a socket or a device.</exception>
    public static void Require(string path)
    {
        if (FileKind.Oddity(path) is { } oddity) { throw new IOException($"'{path}' is {oddity} and no file."); }
    }

    /// <summary>Removes a pipe or a socket where a file is to be written.</summary>
    public static void MakeWay(string path)
    {
        if (FileKind.Oddity(path) is FileKind.Pipe or FileKind.Socket) { File.Delete(path); }
    }

    /// <exception cref="IOException">It is no plain file, or cannot be read.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        Require(path);
        return File.ReadAllBytes(path);
    }

    /// <exception cref="IOException">It is no plain file, or cannot be read.</exception>
    public static FileStream OpenRead(string path)
    {
        Require(path);
        return File.OpenRead(path);
    }

    /// <summary>For reading while others write to it.</summary>
    /// <exception cref="IOException">It is no plain file, or cannot be read.</exception>
    public static SafeFileHandle OpenHandle(string path)
    {
        Require(path);
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }
}
