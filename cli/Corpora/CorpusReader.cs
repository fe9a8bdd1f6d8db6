namespace Kale.Cli.Corpora;

/// <summary>Finds out what a path holds and reads its documents one by one.</summary>
internal static class CorpusReader
{
    /// <exception cref="CliException">
    /// The path holds nothing that can be indexed; the message lists what can.
    /// </exception>
    public static IEnumerable<CorpusDocument> Read(string path)
    {
        if (File.Exists(path)) { return JsonLinesCorpus.Read(path); }
        if (!Directory.Exists(path)) { throw new CliException($"There is no file or directory '{path}'."); }
        var beir = Path.Combine(path, "corpus.jsonl");
        if (File.Exists(beir)) { return JsonLinesCorpus.Read(beir); }
        var texts = TextFolder.Files(path);
        return texts.Count > 0
            ? TextFolder.Read(path, texts)
            : throw new CliException(
                $"'{path}' holds nothing to index: expected corpus.jsonl (BEIR), or .md and .txt files. "
                + "A .jsonl file with the fields _id or id, title, and text can be named directly.");
    }
}
