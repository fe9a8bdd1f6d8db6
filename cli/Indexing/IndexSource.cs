using Kale.Corpora.Documents;
using Kale.V1;

namespace Kale.Cli.Indexing;

/// <summary>How a source is read.</summary>
/// <param name="Prefix">Goes before every id.</param>
/// <param name="SkipInvalid">What cannot be read as a document is told and left out.</param>
internal sealed record SourceOptions(string Prefix, bool SkipInvalid);

/// <summary>A document, and where it was read.</summary>
internal sealed record SourceDocument(string Place, Document Message);

/// <summary>
/// What <c>kale index</c> reads. A file or folder is looked through before anything is sent, so that a wrong line of it
/// is told at once; what can be read only once is sent as it comes.
/// </summary>
internal sealed class IndexSource(Corpus corpus, SourceOptions options, SourceRemarks remarks)
{
    private readonly IdRegister _ids = new();
    private SourceTally? _checked;

    /// <summary>Ids of what was read, as they are sent.</summary>
    public IdRegister Ids => _ids;

    /// <summary>Of the reading that is sent.</summary>
    public SourceTally Tally { get; } = new();

    /// <summary>Whether it can be looked through before anything is sent.</summary>
    public bool CanRepeat => corpus.CanRepeat;

    /// <summary>How many documents will come; null: not known.</summary>
    public long? Expected => _checked?.Documents;

    /// <exception cref="CliException">Something in it cannot be read as a document; told by line.</exception>
    public void Check()
    {
        if (!corpus.CanRepeat) { return; }
        var tally = new SourceTally();
        foreach (var entry in corpus.Read())
        {
            remarks.Tell(entry, options.SkipInvalid);
            tally.Add(entry);
        }
        if (tally.Flawed > 0 && !options.SkipInvalid)
        {
            throw new CliException(
                $"{tally.Flaws()}\nNothing was sent. Mend what is named, or leave it out with --skip-invalid.");
        }
        RequireSome(tally);
        _checked = tally;
    }

    /// <summary>
    /// The documents; each is noted as it is read. Null: all that was there is read, and what came meanwhile is looked
    /// for next.
    /// </summary>
    /// <exception cref="CliException">
    /// Something of what is read only once is no document, or another reading found something else.
    /// </exception>
    public IEnumerable<SourceDocument?> Documents()
    {
        foreach (var entry in corpus.Read())
        {
            remarks.Tell(entry, options.SkipInvalid);
            Tally.Add(entry);
            if (entry.Kind == CorpusEntryKind.Flaw && !options.SkipInvalid)
            {
                throw new CliException(
                    $"{entry.Place}: {entry.Words}.\nWhat came before it is indexed; --skip-invalid leaves it out.");
            }
            if (entry.Kind == CorpusEntryKind.Pause) { yield return null; }
            if (entry.Document is not { } document) { continue; }
            var message = DocumentMessages.Of(document, options.Prefix);
            _ids.TryAdd(message.Id, 0, out _);
            yield return new SourceDocument(entry.Place, message);
        }
        RequireTheSame();
        RequireSome(Tally);
    }

    // More likely a pipe whose writer failed, or the wrong file, than what is wanted; and --mirror would remove all.
    private static void RequireSome(SourceTally tally)
    {
        if (tally.Documents == 0)
        {
            throw new CliException("The source holds no document: nothing is indexed, and nothing removed.");
        }
    }

    private void RequireTheSame()
    {
        if (_checked is null || corpus.TellsChanges) { return; }
        if (corpus.HasChanged || _checked.Documents != Tally.Documents)
        {
            throw new CliException(
                $"The source changed while it was read: it had {_checked.Documents} documents at first, and "
                + $"{Tally.Documents} when they were sent. Index it again.");
        }
    }
}
