using Kale.Bundles;
using Kale.Encoding.Tokenization.Unicode;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>Finds added tokens in a text: leftmost first, the longest where several begin.</summary>
internal sealed class AddedTokens
{
    private readonly AddedToken[] _tokens;
    private readonly PieceTrie? _trie;

    /// <param name="tokens">Those to look for.</param>
    /// <param name="spelling">How a token is spelt where it is looked for.</param>
    /// <exception cref="BundleException">Two are spelt alike there, or one is spelt by nothing.</exception>
    public AddedTokens(IEnumerable<AddedToken> tokens, Func<string, string> spelling)
    {
        _tokens = [.. tokens];
        if (_tokens.Length == 0) { return; }
        var spellings = Array.ConvertAll(_tokens, token => spelling(token.Content));
        if (spellings.Contains(""))
        {
            throw new BundleException(
                BundleError.Unsupported, $"tokenizer.json (added_tokens): "
                    + $"'{_tokens[Array.IndexOf(spellings, "")].Content}' becomes nothing by the normalizer; set its "
                    + "normalized to false.");
        }

        _trie = new PieceTrie(new Vocabulary(spellings), "");
    }

    /// <summary>The text from left to right: added tokens with their id, and what is between them.</summary>
    public List<(Range Range, int? Id)> Split(string text)
    {
        if (text.Length == 0) { return []; }
        if (_trie is null) { return [(.., null)]; }
        var (parts, done) = (new List<(Range, int?)>(), 0);
        for (var i = 0; i < text.Length;)
        {
            var found = _trie.Longest(text.AsSpan(i), goesOn: false, out var length);
            if (found < 0)
            {
                i++;
                continue;
            }

            var (token, start, end) = (_tokens[found], i, i + length);
            i = end;
            if (token.SingleWord && IsInWord(text, start, end)) { continue; }
            start = token.LeftStrip ? Math.Max(done, SpacesBefore(text, start)) : start;
            end = token.RightStrip ? SpacesAfter(text, end) : end;
            if (done < start) { parts.Add((done..start, null)); }
            parts.Add((start..end, token.Id));
            done = end;
        }

        if (done < text.Length) { parts.Add((done..text.Length, null)); }
        return parts;
    }

    private static bool IsInWord(string text, int start, int end) =>
        (start > 0 && IsWord(PointBefore(text, start)))
        || (end < text.Length && IsWord(Utf16.PointAt(text, end, out _)));

    private static bool IsWord(int codePoint) => UnicodeTable.Default.Has(codePoint, CodePointTraits.Word);

    private static int PointBefore(string text, int index) =>
        Utf16.PointAt(text, index - (char.IsLowSurrogate(text[index - 1]) ? 2 : 1), out _);

    private static int SpacesBefore(string text, int start)
    {
        while (start > 0 && IsSpace(text[start - 1])) { start--; }
        return start;
    }

    private static int SpacesAfter(string text, int end)
    {
        while (end < text.Length && IsSpace(text[end])) { end++; }
        return end;
    }

    private static bool IsSpace(char c) => UnicodeTable.Default.Has(c, CodePointTraits.Space);
}
