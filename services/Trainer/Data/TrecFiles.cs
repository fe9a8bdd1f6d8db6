using Kale.Retrieval;
using Kale.Retrieval.Trec;
using Kale.Training;

namespace Kale.Trainer.Data;

/// <summary>Judgments and runs of data sets.</summary>
internal static class TrecFiles
{
    /// <summary>The judgments of a split, below a BEIR directory.</summary>
    public static string QrelsName(string split) => $"qrels/{split}.tsv";

    /// <exception cref="TrainingException">DataMalformed: named by file and line.</exception>
    public static Qrels ReadQrels(DataFile file) => Read(file, Qrels.Read);

    /// <exception cref="TrainingException">DataMalformed: named by file and line.</exception>
    public static Run ReadRun(DataFile file, string name) => Read(file, lines => RunReader.Read(name, lines));

    private static T Read<T>(DataFile file, Func<IEnumerable<(int Number, string Line)>, T> read)
    {
        try
        {
            return file.Read(source => read(source.TextLines()));
        }
        catch (RetrievalException e)
        {
            throw e.Line is { } line ? file.Malformed(line, e.Message) : file.Malformed(e.Message);
        }
    }
}
