using Kale.Corpora.Documents;

namespace Kale.Cli.Indexing;

/// <summary>What a reading of a source came to.</summary>
internal sealed class SourceTally
{
    private const int FlawsKept = 10;
    private readonly List<string> _flaws = [];

    public long Documents { get; private set; }

    /// <summary>Documents whose place a later one of the same id took.</summary>
    public long Replaced { get; private set; }

    /// <summary>What should be documents and cannot be read as such.</summary>
    public long Flawed { get; private set; }

    public void Add(CorpusEntry entry)
    {
        switch (entry.Kind)
        {
            case CorpusEntryKind.Document:
                Documents++;
                if (entry.Replaces is not null) { Replaced++; }
                break;
            case CorpusEntryKind.Flaw:
                Flawed++;
                if (_flaws.Count < FlawsKept) { _flaws.Add($"{entry.Place}: {entry.Words}."); }
                break;
        }
    }

    /// <summary>The first flaws by line, and how many more there are.</summary>
    public string Flaws() => string.Join(
        '\n', Flawed > _flaws.Count ? [.. _flaws, $"… and {Flawed - _flaws.Count} more."] : _flaws);
}
