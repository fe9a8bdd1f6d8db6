using Kale.Trainer.Data;
using Kale.Trainer.Tests.Support;
using Kale.Training;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Trainer.Tests.Data;

/// <summary>Data sets below a directory, which is the root "root".</summary>
internal static class Sets
{
    public static DataSets Of(string directory)
    {
        var options = new TrainerOptions();
        options.DataRoots.Add("root", directory);
        return new DataSets(Options.Create(options));
    }

    /// <summary>A file or directory of a test as a data set.</summary>
    public static DataSource Source(
        this TemporaryDirectory directory, string path, string format = "", string split = "") =>
        Of(directory.Path).Open(new DataSet { Root = "root", Path = path, Format = format, Split = split });

    /// <summary>A file with this content as a data set.</summary>
    public static DataSource File(this TemporaryDirectory directory, string content, string format)
    {
        directory.Write("file", content);
        return directory.Source("file", format);
    }

    /// <summary>The complaint about data that is not what it is said to be.</summary>
    public static string Malformed(Action read)
    {
        var error = Assert.Throws<TrainingException>(read);
        Assert.Equal(TrainingError.DataMalformed, error.Code);
        return error.Message;
    }
}
