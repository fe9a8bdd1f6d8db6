using Kale.Bundles;
using Kale.Storage;
using Kale.V1;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>Finds out how much of a log is whole after a restart.</summary>
internal static class EventScan
{
    public static Extent Of(string path)
    {
        var cursor = new EventCursor(path);
        var length = new FileInfo(path).Length;
        var (count, bytes) = (0UL, 0L);
        JobProgress? progress = null;
        for (var lines = cursor.Next(length); lines.Count > 0; lines = cursor.Next(length))
        {
            foreach (var line in lines)
            {
                if (EventLine.Read(line) is not { } entry || entry.Number != count + 1)
                    return new Extent(count, bytes, progress);
                (count, bytes, progress) = (entry.Number, bytes + line.Length + 1, entry.Progress ?? progress);
            }
        }

        return new Extent(count, bytes, progress);
    }

    /// <summary>
    /// Shortens the log. What was more than a torn line is kept beside it, and the answer says where.
    /// </summary>
    public static string? CutOff(string path, long bytes)
    {
        var rest = Rest(path, bytes);
        string? aside = null;
        if (rest.AsSpan().Contains((byte)'\n'))
        {
            aside = path + ".damaged";
            DurableFile.Replace(aside, rest);
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(file, bytes);
        RandomAccess.FlushToDisk(file);
        return aside;
    }

    private static byte[] Rest(string path, long bytes)
    {
        using var file = File.OpenHandle(path);
        var rest = new byte[RandomAccess.GetLength(file) - bytes];
        _ = RandomAccess.Read(file, rest, bytes);
        return rest;
    }
}
