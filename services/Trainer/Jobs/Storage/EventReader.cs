using Kale.V1;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>Reads a log from the first event on, again and again as it grows.</summary>
internal sealed class EventReader(string path)
{
    private readonly EventCursor _cursor = new(path);
    private ulong _read;

    /// <summary>
    /// What was written since the last time, without the first <paramref name="after"/> events of the log.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is not what was written.</exception>
    public IEnumerable<JobEvent> Next(EventLog log, ulong after)
    {
        var end = log.Written.Bytes;
        while (_cursor.Position < end)
        {
            var lines = _cursor.Next(end);
            if (lines.Count == 0)
                throw new InvalidDataException($"{path} has become shorter than it was.");
            foreach (var line in lines)
            {
                if (_read++ >= after)
                    yield return EventLine.Read(line)
                        ?? throw new InvalidDataException($"{path}: event {_read} is not what was written.");
            }
        }
    }
}
