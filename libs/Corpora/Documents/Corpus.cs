using Kale.Corpora.Sources;

namespace Kale.Corpora.Documents;

/// <summary>What is done with two documents of one id.</summary>
public enum Duplicates
{
    /// <summary>The later one is a flaw.</summary>
    Refuse,

    /// <summary>The later one takes the place of the earlier.</summary>
    LastWins,
}

/// <summary>Documents of a file, a pipe or a folder, read one by one.</summary>
public abstract class Corpus : IDisposable
{
    /// <summary>Of a BEIR directory.</summary>
    public const string FileName = "corpus.jsonl";

    private protected Corpus()
    {
    }

    /// <summary>Whether it can be read again from its beginning; a pipe cannot.</summary>
    public abstract bool CanRepeat { get; }

    /// <summary>Whether a reading tells itself what came and went since the one before.</summary>
    public virtual bool TellsChanges => false;

    /// <summary>Whether it was written to since it was opened, as far as can be seen from outside.</summary>
    public virtual bool HasChanged => false;

    /// <summary>Finds out what a path holds. Nothing is read yet.</summary>
    /// <exception cref="CorpusException">
    /// The path holds nothing that can be indexed; the message lists what can.
    /// </exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static Corpus Open(string path, Duplicates duplicates = Duplicates.Refuse)
    {
        if (path == TextSource.StandardInput || File.Exists(path))
            return OfLines(path, duplicates);
        if (!Directory.Exists(path))
            throw new CorpusException($"There is no file or directory '{path}'.");
        if (PackedFile.Find(path, FileName) is { } beir)
            return OfLines(beir, duplicates);
        return TextFolder.Open(path) ?? throw new CorpusException(
            $"'{path}' holds nothing to index: expected corpus.jsonl (BEIR), or .md and .txt files, each with .gz or "
            + ".zst too. A .jsonl file with the fields _id or id, title, and text can be named directly.");
    }

    /// <summary>The documents of one source.</summary>
    public static Corpus Of(TextSource source, Duplicates duplicates = Duplicates.Refuse) =>
        new JsonLinesCorpus(source, duplicates);

    /// <summary>Everything it holds, in its order.</summary>
    public abstract IEnumerable<CorpusEntry> Read();

    /// <summary>The documents; the first flaw ends it.</summary>
    /// <exception cref="CorpusException">Something in it cannot be read as a document.</exception>
    public IEnumerable<CorpusDocument> Documents()
    {
        foreach (var entry in Read())
        {
            if (entry.Kind == CorpusEntryKind.Flaw)
                throw new CorpusException(entry.Place, entry.Words);
            if (entry.Document is { } document)
                yield return document;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what is open.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    private static JsonLinesCorpus OfLines(string path, Duplicates duplicates) =>
        new(TextSource.Open(path), duplicates);
}
