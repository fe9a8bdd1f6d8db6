using System.Buffers;

namespace Kale.Encoding.Tokenization;

/// <summary>Finds special tokens that a text spells out: leftmost first, the longest where several begin.</summary>
internal sealed class SpecialTokenSplitter
{
    private readonly (string Token, int Id)[] _tokens;
    private readonly SearchValues<char> _first;

    public SpecialTokenSplitter(IEnumerable<(string Token, int Id)> tokens)
    {
        _tokens = [.. tokens.Where(t => t.Token.Length > 0).OrderByDescending(t => t.Token.Length)];
        _first = SearchValues.Create(_tokens.Select(t => t.Token[0]).Distinct().ToArray());
    }

    /// <summary>The first special token of the text: its place, length and id; place -1 if there is none.</summary>
    public (int Index, int Length, int Id) Find(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i..].IndexOfAny(_first);
            if (next < 0)
            {
                break;
            }

            i += next;
            foreach (var (token, id) in _tokens)
            {
                if (text[i..].StartsWith(token, StringComparison.Ordinal))
                {
                    return (i, token.Length, id);
                }
            }
        }

        return (-1, 0, 0);
    }
}
