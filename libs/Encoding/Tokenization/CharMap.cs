using Kale.Bundles;
using Kale.Encoding.Tokenization.Unicode;

namespace Kale.Encoding.Tokenization;

/// <summary>What a UTF-16 unit of the input does to the word being read.</summary>
internal enum CharAction : byte
{
    /// <summary>Adds <see cref="CharMap.Mapped"/> to the word.</summary>
    Word,

    /// <summary>Nothing: cleaned away, or an accent.</summary>
    Skip,

    /// <summary>Ends the word.</summary>
    Space,

    /// <summary>Ends the word and is one by itself: punctuation, an ideograph.</summary>
    Isolated,

    /// <summary>Needs its neighbours or becomes several: <see cref="WordScanner"/> looks closer.</summary>
    Complex,
}

/// <summary>
/// BertNormalizer and BertPreTokenizer for single UTF-16 units, tabulated for one tokenizer's settings, so that
/// nearly all of any text costs one look-up a character.
/// </summary>
internal sealed class CharMap
{
    private readonly UnicodeTable _table;
    private readonly TokenizerSettings _settings;

    public CharMap(UnicodeTable table, TokenizerSettings settings)
    {
        (_table, _settings) = (table, settings);
        Folder = new CodePointFolder(table, settings.LowerCase, settings.StripsAccents);
        for (var c = 0; c < Actions.Length; c++)
        {
            Actions[c] = Classify(c, out Mapped[c]);
        }
    }

    /// <summary>[65536] By UTF-16 unit.</summary>
    public CharAction[] Actions { get; } = new CharAction[char.MaxValue + 1];

    /// <summary>[65536] The character after lower-casing and stripping, where the action is Word or Isolated.</summary>
    public char[] Mapped { get; } = new char[char.MaxValue + 1];

    public CodePointFolder Folder { get; }

    /// <summary>The ideographs that get spaces around them, with the reference's gap before U+2B920.</summary>
    public bool IsSpacedIdeograph(int codePoint) => _settings.HandleChineseChars
        && codePoint is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF)
            or (>= 0x2F800 and <= 0x2FA1F);

    private CharAction Classify(int c, out char mapped)
    {
        mapped = (char)c;
        if (char.IsSurrogate((char)c))
        {
            return CharAction.Complex;
        }

        if (_settings.CleanText && _table.Has(c, CodePointTraits.Removed))
        {
            return CharAction.Skip;
        }

        Span<int> folded = stackalloc int[CodePointFolder.MaxLength];
        folded = folded[..Folder.Fold(c, folded)];
        return _settings.StripsAccents
            ? ClassifyStripped(c, folded, out mapped)
            : ClassifyFolded(c, folded, out mapped);
    }

    private CharAction ClassifyStripped(int c, Span<int> folded, out char mapped)
    {
        mapped = default;
        var kept = 0;
        foreach (var part in folded)
        {
            var (accent, order) = (_table.Has(part, CodePointTraits.NonSpacing), _table.CombiningClass(part));
            if (accent == (order == 0))
            {
                return CharAction.Complex;      // takes part in canonical ordering
            }

            if (!accent)
            {
                folded[kept++] = part;
            }
        }

        return kept == 0 ? CharAction.Skip : ClassifyFolded(c, folded[..kept], out mapped);
    }

    private CharAction ClassifyFolded(int c, Span<int> folded, out char mapped)
    {
        mapped = (char)folded[0];
        if (folded.Length > 1 || folded[0] > char.MaxValue)
        {
            return CharAction.Complex;
        }

        return _table.Has(mapped, CodePointTraits.Space) ? CharAction.Space
            : _table.Has(mapped, CodePointTraits.Punctuation) || IsSpacedIdeograph(c) ? CharAction.Isolated
            : CharAction.Word;
    }
}
