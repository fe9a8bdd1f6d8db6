using Kale.Retrieval;
using Kale.Retrieval.Trec;

namespace Kale.Cli.Evaluation;

/// <summary>
/// Where a run goes: opened before the searches, so that a place that cannot be written to is told before them; what
/// stood there before is replaced only when there is a run to write.
/// </summary>
internal sealed class RunFile : IDisposable
{
    private readonly FileStream _file;
    private readonly bool _made;
    private bool _written;

    private RunFile(FileStream file, bool made) => (_file, _made) = (file, made);

    /// <exception cref="CliException">It cannot be written, or could not hold the ids.</exception>
    public static RunFile Open(string path, JudgedQueries judged)
    {
        var broken = judged.Queries.Keys.Concat(judged.Documents).FirstOrDefault(id => !RunWriter.CanWrite(id));
        if (broken is not null)
        {
            throw new CliException(
                $"--run {path}: the id '{broken}' has white space, which separates the columns of a run file. Leave "
                + "--run out, or give the documents and queries other ids.");
        }
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var made = !File.Exists(path);
            return new RunFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read), made);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--run {path}: the run cannot be written there ({error.Message})");
        }
    }

    /// <exception cref="CliException">A document that was found has an id that no run file holds.</exception>
    public void Write(Run run)
    {
        try
        {
            if (_file.CanSeek) { _file.SetLength(0); }
            using var writer = new StreamWriter(_file, leaveOpen: true);
            RunWriter.Write(writer, run);
            _written = true;
        }
        catch (RetrievalException error)
        {
            throw new CliException($"The run is not written: {error.Message}.");
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        if (_made && !_written) { File.Delete(_file.Name); }
    }
}
