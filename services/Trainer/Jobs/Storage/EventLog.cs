using Kale.Bundles;
using Kale.Storage;
using Kale.V1;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>
/// A job's history, only ever appended to; an event that was appended is on disk. Readers see what was complete when
/// they looked. Appending is for one caller at a time.
/// </summary>
internal sealed class EventLog
{
    private readonly string _path;
    private Extent _extent;

    private EventLog(string path, Extent extent) => (_path, _extent) = (path, extent);

    /// <summary>The events that are there, and the bytes they take.</summary>
    public Extent Written => Volatile.Read(ref _extent);

    /// <summary>
    /// Opens the log, or begins it. A torn last line, which nobody was told of, is cut off. Damage before it takes the
    /// rest of the file aside and out of the history.
    /// </summary>
    public static EventLog Open(string path, out string? damage)
    {
        damage = null;
        if (!File.Exists(path))
            return new EventLog(path, new Extent(0, 0, null));
        var extent = EventScan.Of(path);
        var length = new FileInfo(path).Length;
        if (length > extent.Bytes)
            damage = EventScan.CutOff(path, extent.Bytes);
        return new EventLog(path, extent);
    }

    /// <summary>Writes the event with the next number.</summary>
    public void Append(JobEvent entry)
    {
        var extent = _extent;
        entry.Number = extent.Count + 1;
        var line = EventLine.Write(entry);
        using var file = DurableFile.Open(_path);
        try
        {
            DurableFile.Write(file, line, extent.Bytes);
        }
        catch (IOException)
        {
            // The next event goes to the same place.
            RandomAccess.SetLength(file, extent.Bytes);
            throw;
        }

        Volatile.Write(
            ref _extent,
            new Extent(entry.Number, extent.Bytes + line.Length, entry.Progress ?? extent.Progress));
    }

    /// <summary>The events after the first so many, as far as they are there now.</summary>
    public IEnumerable<JobEvent> Read(ulong after = 0) => new EventReader(_path).Next(this, after);
}

/// <summary>How far a log goes.</summary>
/// <param name="Count">Events.</param>
/// <param name="Bytes">That they take.</param>
/// <param name="Progress">The last that was reported.</param>
internal sealed record Extent(ulong Count, long Bytes, JobProgress? Progress);
