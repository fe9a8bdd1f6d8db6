using Kale.Corpora;
using Kale.Corpora.Sources;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>A file of a data set.</summary>
/// <param name="Name">As requests name it: <c>corpora/scifact/queries.jsonl</c>; messages use it.</param>
/// <param name="Path">Where it is.</param>
internal sealed record DataFile(string Name, string Path)
{
    /// <summary>What is wrong in a line of it.</summary>
    public TrainingException Malformed(int line, string complaint) =>
        new(TrainingError.DataMalformed, $"{Name}:{line}: {complaint}");

    /// <summary>What is wrong with it as a whole.</summary>
    public TrainingException Malformed(string complaint) => new(TrainingError.DataMalformed, $"{Name}: {complaint}");

    /// <summary>Reads it to its end.</summary>
    /// <param name="read">Gives nothing that is still to be read.</param>
    /// <exception cref="TrainingException">DataMalformed: it is not what it is read as.</exception>
    /// <exception cref="FileNotFoundException">It is not there any more.</exception>
    public T Read<T>(Func<TextSource, T> read)
    {
        using var source = TextSource.Open(Path, Name);
        try
        {
            return read(source);
        }
        catch (CorpusException e)
        {
            throw new TrainingException(TrainingError.DataMalformed, e.Message, e);
        }
    }
}
