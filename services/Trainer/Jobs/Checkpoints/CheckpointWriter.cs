namespace Kale.Trainer.Jobs.Checkpoints;

/// <summary>Takes the files of a new checkpoint; nothing of it is a checkpoint until all are on disk.</summary>
internal sealed class CheckpointWriter(string directory)
{
    /// <summary>Where the recipe, or a library for it, writes a file itself.</summary>
    public string PathOf(string file) => Path.Combine(directory, file);

    public void Write(string file, ReadOnlySpan<byte> content) => File.WriteAllBytes(PathOf(file), content);

    /// <summary>Everything that was written, made durable.</summary>
    public void Sync()
    {
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(file);
        }
    }
}
