using Kale.Corpora.Sources;
using Kale.Training;
using Kale.V1;

namespace Kale.Trainer.Data;

/// <summary>A data set of a request, found: a file, or a directory of files.</summary>
internal sealed class DataSource(DataRoot root, DataSet set, DataFile file)
{
    /// <summary>As the request names it: <c>corpora/scifact</c>.</summary>
    public string Name => file.Name;

    public bool IsDirectory => Directory.Exists(file.Path);

    /// <summary>One of <see cref="DataFormats"/>.</summary>
    public string Format => set.Format.Length > 0 ? set.Format : IsDirectory ? DataFormats.Beir : "";

    public string Split => set.Split;

    public bool WithoutTitles => set.WithoutTitles;

    /// <summary>The file of a data set that is one.</summary>
    public DataFile File => IsDirectory
        ? throw file.Malformed($"a file of the format {Format} is expected here; this is a directory")
        : file;

    /// <summary>
    /// A file in the directory, compressed or not; a link out of the root is refused.
    /// </summary>
    /// <exception cref="TrainingException">DataNotFound, DataRefused.</exception>
    public DataFile FileIn(string name) =>
        root.Resolve($"{set.Path.TrimEnd('/')}/{Find(name) ?? name}".TrimStart('/'));

    /// <summary>Whether the directory has a file of this name, compressed or not.</summary>
    public bool Has(string name) => Find(name) is not null;

    private string? Find(string name) =>
        PackedFile.Names(name).FirstOrDefault(each => System.IO.File.Exists(Path.Combine(file.Path, each)));
}
