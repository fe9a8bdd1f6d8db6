using Kale.Bundles;
using Kale.Storage;
using Kale.Training;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>The jobs of a data directory.</summary>
internal sealed class JobStore(DataDirectory data, TimeProvider time, ILogger<JobStore> logger)
{
    /// <summary>
    /// Every job that was ever started here, in no order. One whose record cannot be read is left where it is.
    /// </summary>
    public IReadOnlyList<Job> Load()
    {
        var jobs = new List<Job>();
        FinishRemovals();
        foreach (var path in Directory.EnumerateDirectories(data.Jobs, "*").Where(IsOfAJob))
        {
            if (TryRead(new JobDirectory(path)) is { } job)
                jobs.Add(job);
        }

        return jobs;
    }

    /// <summary>Whether something lies where a job of that id would.</summary>
    public bool IsTaken(string id) => Directory.Exists(DirectoryOf(id).Path);

    /// <summary>Writes a new job down; it is there whole or not at all.</summary>
    public Job Create(JobRecord record)
    {
        var directory = DirectoryOf(record.Id);
        try
        {
            Directory.CreateDirectory(directory.Path);
            var job = Open(directory, record);
            job.Enter(created => created);
            DurableFile.SyncDirectory(data.Jobs);
            return job;
        }
        catch (IOException e)
        {
            RemovedDirectory.Delete(directory.Path);
            throw DiskSpace.IsFull(e) ? Full(e) : e;
        }
    }

    /// <summary>Enters another state for a caller, who is told when there is no room to write it down.</summary>
    /// <exception cref="TrainingException">StorageFull; the job stays as it was.</exception>
    public void Enter(Job job, Func<JobRecord, JobRecord> change)
    {
        try
        {
            job.Enter(change);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw Full(e);
        }
    }

    // What a job that was deleted left begins with a dot, as no job's id does.
    private static bool IsOfAJob(string path) => !Path.GetFileName(path).StartsWith('.');

    private void FinishRemovals()
    {
        try
        {
            RemovedDirectory.Finish(data.Jobs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only space is lost, and the next start of the Trainer tries again.
            Log.RemovedStays(logger, data.Jobs, e.Message);
        }
    }

    private TrainingException Full(IOException e) => new(
        TrainingError.StorageFull, $"The disk of '{data.Path}' is full; free some space on it and call again.", e);

    private static JobRecord Read(JobDirectory directory)
    {
        var record = JobFile.Read(directory.Record);
        PlainFile.Require(directory.Events);
        return record.Id == Path.GetFileName(directory.Path)
            ? record
            : throw new InvalidDataException($"it holds the job '{record.Id}', which has a directory of its own.");
    }

    private JobDirectory DirectoryOf(string id) => new(Path.Combine(data.Jobs, id));

    private Job Open(JobDirectory directory, JobRecord record) =>
        new(directory, record, time, (id, aside) => Log.EventsDamaged(logger, id, aside));

    private Job? TryRead(JobDirectory directory)
    {
        try
        {
            // Asked of the directory itself: a file in one that may not be entered is said not to exist.
            if (Directory.EnumerateFileSystemEntries(directory.Path).Contains(directory.Record))
                return Open(directory, Read(directory));
            // The process died before the job was promised to anybody.
            RemovedDirectory.Delete(directory.Path);
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Log.JobUnreadable(logger, directory.Path, e.Message);
            return null;
        }
    }
}
