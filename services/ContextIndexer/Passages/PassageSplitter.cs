namespace Kale.ContextIndexer.Passages;

/// <summary>Documents into passages: deterministic, and every character of a document is in one of them.</summary>
/// <param name="options">Overlap and bounds.</param>
/// <param name="limit">What one passage may hold, title included.</param>
internal sealed class PassageSplitter(PassageOptions options, PassageLimit limit)
{
    /// <summary>
    /// A title of more than this part of a passage is not repeated in every passage but split with the text.
    /// </summary>
    private const int TitleShare = 4;

    /// <summary>
    /// At least one passage. Ranges refer to the text, or to the joined whole where the title is split too.
    /// </summary>
    public IReadOnlyList<Passage> Split(string title, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) text = "";
        var whole = Join(title, text);
        if (options.LongDocuments == LongDocuments.Truncate || limit.Holds(whole))
            return [new Passage(0, 0, text.Length, text, whole)];

        var titleTokens = title.Length > limit.MaxCharacters ? int.MaxValue : limit.CountTokens(title);
        return titleTokens <= limit.MaxTokens / TitleShare
            ? Split(title, text, limit.Less(titleTokens))
            : Split("", whole, limit);
    }

    private List<Passage> Split(string title, string body, PassageLimit bodyLimit)
    {
        var pieces = Pieces.Of(body, bodyLimit);
        var packer = new PassagePacker(body, pieces, bodyLimit, options.OverlapTokens);
        var passages = new List<Passage>();
        foreach (var (start, end) in packer.Pack())
        {
            var text = body[start..end].Trim();
            if (text.Length == 0) continue; // white space longer than a passage
            passages.Add(new Passage(passages.Count, start, end, text, Join(title, text)));
        }
        return passages;
    }

    private static string Join(string title, string text) =>
        title.Length == 0 ? text : text.Length == 0 ? title : $"{title} {text}";
}
