using Kale.Corpora.Documents;
using Spectre.Console;

namespace Kale.Cli.Indexing;

/// <summary>Tells what is not read of a source, each thing once, and of many only the first.</summary>
internal sealed class SourceRemarks(IAnsiConsole console)
{
    private const int Shown = 20;
    private readonly HashSet<string> _told = [];

    /// <param name="entry">What was read.</param>
    /// <param name="skipping">Flaws are left out, and so are to be told.</param>
    public void Tell(CorpusEntry entry, bool skipping)
    {
        var isTold = entry.Kind == CorpusEntryKind.Note || (entry.Kind == CorpusEntryKind.Flaw && skipping);
        if (!isTold) { return; }
        var text = $"{entry.Place}: {entry.Words}{(entry.Kind == CorpusEntryKind.Flaw ? "; skipped" : "")}.";
        if (!_told.Add(text)) { return; }
        if (_told.Count <= Shown) { console.WriteLine(text); }
        else if (_told.Count == Shown + 1) { console.WriteLine("… and more."); }
    }
}
