using Kale.Bundles;
using Kale.Corpora.Sources;
using Kale.Storage;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>A directory that jobs may read from. No path leads out of it, whatever dots or links it has.</summary>
internal sealed class DataRoot(string name, string directory)
{
    private readonly string _real = RealPath.Of(Path.GetFullPath(directory));

    public string Name { get; } = name;

    /// <summary>The file or directory that a path below the root leads to.</summary>
    /// <exception cref="TrainingException">DataRefused: it leads out; DataNotFound: to nothing.</exception>
    public DataFile Resolve(string path)
    {
        var full = $"{Name}/{path}".TrimEnd('/');
        if (Path.IsPathRooted(path) || path.Contains('\0'))
            throw Refused(full);
        var real = Real(full, path);
        if (!RealPath.IsWithin(real, _real))
            throw Refused(full);
        if (!Path.Exists(real))
            throw new TrainingException(
                TrainingError.DataNotFound,
                $"There is no '{full}'. Put the data there, or name a path below the root '{Name}'.");
        RequirePlain(full, real);
        return new DataFile(full, real);
    }

    private static void RequirePlain(string full, string real)
    {
        try
        {
            PlainFile.Require(real);
        }
        catch (IOException e)
        {
            throw new TrainingException(
                TrainingError.DataRefused, $"'{full}' is no plain file but a pipe or the like. Name a file.", e);
        }
    }

    private string Real(string full, string path)
    {
        try
        {
            return RealPath.Of(Path.Combine(_real, path));
        }
        catch (IOException e)
        {
            throw new TrainingException(TrainingError.DataNotFound, $"'{full}' leads nowhere: {e.Message}", e);
        }
    }

    private TrainingException Refused(string full) => new(
        TrainingError.DataRefused, $"'{full}' leads out of the root '{Name}'; name a path below it.");
}
