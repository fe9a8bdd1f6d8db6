namespace Kale.Trainer.Jobs.Storage;

/// <summary>
/// What lies where in a job's directory: job.json and events.log until it is deleted, report.* once it has one,
/// checkpoints/ until it has succeeded or its retention is over, work/ while it computes.
/// </summary>
internal sealed record JobDirectory(string Path)
{
    public string Record => System.IO.Path.Combine(Path, "job.json");

    public string Events => System.IO.Path.Combine(Path, "events.log");

    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>What the job read of the live collections, until it has succeeded.</summary>
    public string Collections => System.IO.Path.Combine(Path, "collections.json");

    public string Work => System.IO.Path.Combine(Path, "work");

    public string File(string name) => System.IO.Path.Combine(Path, name);
}
