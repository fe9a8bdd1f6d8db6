namespace Kale.Training.Loop;

/// <summary>A recipe's state at a step, verified when it was loaded.</summary>
public sealed class Checkpoint(string directory, long step)
{
    /// <summary>The steps that were done.</summary>
    public long Step { get; } = step;

    /// <summary>Where a file of it lies; do not change it.</summary>
    public string PathOf(string file) => Path.Combine(directory, file);

    /// <summary>The bytes of a file of it.</summary>
    public byte[] Read(string file) => File.ReadAllBytes(PathOf(file));
}
