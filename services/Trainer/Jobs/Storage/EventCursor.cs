using Kale.Bundles;
using Kale.Storage;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>A reader's place in an event log that may still be growing.</summary>
internal sealed class EventCursor(string path)
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>One past the last line that was read.</summary>
    public long Position { get; private set; }

    /// <summary>
    /// The next lines, without their line feeds, that end before <paramref name="end"/>; none: there are no more.
    /// </summary>
    public IReadOnlyList<byte[]> Next(long end)
    {
        using var file = PlainFile.OpenHandle(path);
        for (var size = ChunkBytes; ; size *= 2)
        {
            var chunk = new byte[Math.Min(size, end - Position)];
            var read = RandomAccess.Read(file, chunk, Position);
            var lines = Split(chunk.AsSpan(0, read));
            // A line longer than the chunk needs a longer one; at the end of the file there is none.
            if (lines.Count > 0 || read < size)
                return lines;
        }
    }

    private List<byte[]> Split(ReadOnlySpan<byte> chunk)
    {
        var lines = new List<byte[]>();
        for (var feed = chunk.IndexOf((byte)'\n'); feed >= 0; feed = chunk.IndexOf((byte)'\n'))
        {
            lines.Add(chunk[..feed].ToArray());
            chunk = chunk[(feed + 1)..];
            Position += feed + 1;
        }

        return lines;
    }
}
