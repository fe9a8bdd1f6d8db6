namespace Kale.Storage;

/// <summary>What errors of the file system mean.</summary>
public static class DiskSpace
{
    /// <summary>EFBIG: the process's own limit on file sizes.</summary>
    internal const int FileTooLarge = 27;
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether it is the lack of space, itself or as the cause.</summary>
    public static bool IsFull(Exception? error) => error switch
    {
        null => false,
        IOException { HResult: NoSpaceLeft or FileTooLarge or QuotaExceeded or WindowsDiskFull } => true,
        AggregateException several => several.InnerExceptions.Any(IsFull),
        _ => IsFull(error.InnerException),
    };

    /// <summary>Bytes of all files below a directory.</summary>
    public static long Of(string directory) => new DirectoryInfo(directory)
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Sum(file => file.Length);
}
