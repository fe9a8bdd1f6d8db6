using Kale.Corpora.Json;
using Kale.Corpora.Sources;

namespace Kale.Corpora.Documents;

/// <summary>One document a line.</summary>
internal sealed class JsonLinesCorpus(TextSource source, Duplicates duplicates) : Corpus
{
    public override bool CanRepeat => source.CanRepeat;

    public override bool HasChanged => source.HasChanged;

    public override IEnumerable<CorpusEntry> Read()
    {
        var ids = new IdRegister();
        foreach (var (number, bytes) in source.Lines())
            yield return ReadLine(number, bytes, ids);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    private CorpusEntry ReadLine(int number, ReadOnlyMemory<byte> bytes, IdRegister ids)
    {
        var place = $"{source.Name}:{number}";
        try
        {
            using var json = JsonLines.Parse(place, bytes);
            var line = new JsonLine(source.Name, number, json.RootElement);
            return Accept(line, DocumentLine.Read(line), ids);
        }
        catch (CorpusException error)
        {
            return CorpusEntry.Flaw(error);
        }
    }

    private CorpusEntry Accept(JsonLine line, CorpusDocument document, IdRegister ids)
    {
        if (ids.TryAdd(document.Id, line.Number, out var before))
            return CorpusEntry.Of(line.Place, document);
        if (duplicates == Duplicates.Refuse)
            throw line.Malformed($"the document '{document.Id}' is in line {before} already");
        ids.Move(document.Id, line.Number);
        return CorpusEntry.Of(line.Place, document) with { Replaces = $"{source.Name}:{before}" };
    }
}
