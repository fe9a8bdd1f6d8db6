using System.Globalization;
using Kale.Bundles;
using Kale.Storage;

namespace Kale.Training.Loop;

/// <summary>
/// A job's checkpoints: a directory each, named by step. The last two are kept, so that one may be damaged.
/// </summary>
/// <param name="directory">Where they lie; made when the first is saved.</param>
/// <param name="format">Who writes and reads them.</param>
/// <param name="saved">Called after each save.</param>
/// <param name="notice">Told what was done about a damaged one.</param>
public sealed class CheckpointStore(string directory, CheckpointFormat format, Action saved, Action<string> notice)
{
    private const int Kept = 2;
    private const string Partial = ".writing";
    private const string Prefix = "step-";

    /// <summary>The checkpoints of a part of the job that is trained by itself; they go when the job's do.</summary>
    public CheckpointStore Of(string part) => new(Path.Combine(directory, part), format, saved, notice);

    /// <summary>Writes a checkpoint; it is there whole or not at all, and on disk when this returns.</summary>
    /// <param name="step">The steps done so far, more than at the last checkpoint.</param>
    /// <param name="write">Writes the files.</param>
    public void Save(long step, Action<CheckpointWriter> write)
    {
        DurableFile.MakeDirectory(directory);
        RemovePartial(directory);
        var partial = Path.Combine(directory, Partial);
        Directory.CreateDirectory(partial);
        var writer = new CheckpointWriter(partial);
        write(writer);
        writer.Sync();
        CheckpointManifest.Of(partial, format, step).Write(partial);
        RemovedDirectory.Delete(PathOf(step));
        Directory.Move(partial, PathOf(step));
        DurableFile.SyncDirectory(directory);
        RemoveOld();
        saved();
    }

    /// <summary>The newest checkpoint that is whole; damaged ones are removed. Null: there was none at all.</summary>
    /// <exception cref="TrainingException">CheckpointCorrupt: all are damaged, or of another version.</exception>
    public Checkpoint? Load()
    {
        var complaints = new List<string>();
        foreach (var step in Steps().OrderDescending())
        {
            var (manifest, complaint) = CheckpointManifest.Verify(PathOf(step));
            if (manifest is not null)
                return Accept(manifest, step, complaints);
            complaints.Add($"the checkpoint of step {step} is damaged ({complaint})");
        }

        return complaints.Count == 0 ? null : throw new TrainingException(TrainingError.CheckpointCorrupt,
            $"No checkpoint of this job can be used: {string.Join("; ", complaints)}. Look after the disk, and "
                + "start the job anew under another id.");
    }

    /// <summary>Removes what a save that was cut short left.</summary>
    public static void RemovePartial(string directory) => RemovedDirectory.Delete(Path.Combine(directory, Partial));

    private Checkpoint Accept(CheckpointManifest manifest, long step, List<string> complaints)
    {
        if (new CheckpointFormat(manifest.Recipe, manifest.Version) != format)
        {
            throw new TrainingException(
                TrainingError.CheckpointCorrupt,
                $"The checkpoint of step {step} was written by {manifest.Recipe} version {manifest.Version}; this "
                    + $"Trainer reads {format.Recipe} version {format.Version}. Start the job anew under another id.");
        }

        foreach (var damaged in Steps().Where(other => other > step).ToList())
            RemovedDirectory.Delete(PathOf(damaged));
        foreach (var complaint in complaints)
            notice($"{char.ToUpperInvariant(complaint[0])}{complaint[1..]}; going back to the one of step {step}.");
        return new Checkpoint(PathOf(step), step);
    }

    private void RemoveOld()
    {
        foreach (var step in Steps().OrderDescending().Skip(Kept).ToList())
            RemovedDirectory.Delete(PathOf(step));
    }

    private IEnumerable<long> Steps() => !Directory.Exists(directory) ? [] : Directory
        .EnumerateDirectories(directory, Prefix + "*")
        .Select(path => Path.GetFileName(path)[Prefix.Length..])
        .Where(name => long.TryParse(name, CultureInfo.InvariantCulture, out _))
        .Select(name => long.Parse(name, CultureInfo.InvariantCulture));

    private string PathOf(long step) =>
        Path.Combine(directory, Prefix + step.ToString("d12", CultureInfo.InvariantCulture));
}
