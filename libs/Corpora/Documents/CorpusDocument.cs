using Kale.Corpora.Json;

namespace Kale.Corpora.Documents;

/// <summary>A document of a corpus.</summary>
/// <param name="Id">Unique in its corpus.</param>
/// <param name="Title">May be empty.</param>
/// <param name="Text">May be empty.</param>
/// <param name="Payload">Its other fields; null: none.</param>
public sealed record CorpusDocument(string Id, string Title, string Text, DocumentPayload? Payload = null);

/// <summary>What there is to say of one.</summary>
public enum CorpusEntryKind
{
    /// <summary>A document.</summary>
    Document,

    /// <summary>Something that should be a document and cannot be read as one.</summary>
    Flaw,

    /// <summary>Something that is not read, as it need not be.</summary>
    Note,

    /// <summary>
    /// All is read that was there; what has come meanwhile is looked for when the next entry is asked for, best when
    /// all before it is done with.
    /// </summary>
    Pause,
}

/// <summary>What a corpus holds at one place.</summary>
/// <param name="Kind">What there is.</param>
/// <param name="Place">A file, or a line of one.</param>
/// <param name="Document">The document, where there is one.</param>
/// <param name="Words">What is wrong with it, or to be noted of it, where there is none.</param>
public sealed record CorpusEntry(CorpusEntryKind Kind, string Place, CorpusDocument? Document, string Words)
{
    /// <summary>An earlier document of the same id, whose place this one takes; null: there is none.</summary>
    public string? Replaces { get; init; }

    internal static CorpusEntry Of(string place, CorpusDocument document) =>
        new(CorpusEntryKind.Document, place, document, "");

    internal static CorpusEntry Flaw(CorpusException error) =>
        new(CorpusEntryKind.Flaw, error.Place, null, error.Complaint);

    internal static CorpusEntry Pause(string place) => new(CorpusEntryKind.Pause, place, null, "");

    internal static CorpusEntry Note(string place, string words) => new(CorpusEntryKind.Note, place, null, words);
}
