namespace Kale.Training.Loop;

/// <summary>Takes the files of a new checkpoint; nothing of it is a checkpoint until all are on disk.</summary>
public sealed class CheckpointWriter(string directory)
{
    /// <summary>Where the recipe, or a library for it, writes a file itself.</summary>
    public string PathOf(string file) => Path.Combine(directory, file);

    /// <summary>A file with this content.</summary>
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
