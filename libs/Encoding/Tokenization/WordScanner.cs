using System.Text;
using Kale.Bundles;
using Kale.Encoding.Tokenization.Unicode;

namespace Kale.Encoding.Tokenization;

/// <summary>
/// Normalises, splits into words and looks the pieces up in one pass over the text: BertNormalizer, BertPreTokenizer
/// and WordPiece as Hugging Face's library has them, without the strings in between.
/// </summary>
internal sealed class WordScanner(
    UnicodeTable table, CharMap map, PieceTrie trie, TokenizerSettings settings, int unknownId, TokenSink sink)
    : IDisposable
{
    private readonly WordBuffer _word = new(table, settings.MaxCharsPerWord);

    /// <summary>Reads text that contains no special token.</summary>
    public void Scan(ReadOnlySpan<char> text)
    {
        var (actions, mapped) = (map.Actions, map.Mapped);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (actions[c])
            {
                case CharAction.Word:
                    _word.Append(mapped[c]);
                    break;
                case CharAction.Skip:
                    break;
                case CharAction.Space:
                    EndWord();
                    break;
                case CharAction.Isolated:
                    Isolate(mapped[c]);
                    break;
                default:
                    i += ScanComplex(text, i) - 1;
                    break;
            }
        }

        EndWord();
    }

    public void Dispose() => _word.Dispose();

    // Returns the UTF-16 units read.
    private int ScanComplex(ReadOnlySpan<char> text, int index)
    {
        // An unpaired surrogate is U+FFFD, as in any conversion to UTF-8.
        Rune.DecodeFromUtf16(text[index..], out var rune, out var units);
        var codePoint = rune.Value;
        if (settings.CleanText && table.Has(codePoint, CodePointTraits.Removed))
        {
            return units;
        }

        var ideograph = map.IsSpacedIdeograph(codePoint);
        if (ideograph)
        {
            EndWord();
        }

        AppendFolded(codePoint);
        if (ideograph)
        {
            EndWord();
        }

        return units;
    }

    private void AppendFolded(int codePoint)
    {
        Span<int> folded = stackalloc int[CodePointFolder.MaxLength];
        foreach (var part in folded[..map.Folder.Fold(codePoint, folded)])
        {
            var traits = table.Traits(part);
            if ((traits & CodePointTraits.Space) != 0)
            {
                EndWord();
            }
            else if ((traits & CodePointTraits.Punctuation) != 0)
            {
                Isolate(part);
            }
            else if (settings.StripsAccents)
            {
                AppendStripped(part, traits);
            }
            else
            {
                _word.Append(part);
            }
        }
    }

    private void AppendStripped(int codePoint, CodePointTraits traits)
    {
        var combiningClass = table.CombiningClass(codePoint);
        if ((traits & CodePointTraits.NonSpacing) == 0)
        {
            Append(codePoint, combiningClass);
        }
        else if (combiningClass == 0)
        {
            _word.EndRun();
        }
    }

    private void Append(int codePoint, int combiningClass)
    {
        if (combiningClass == 0)
        {
            _word.Append(codePoint);
        }
        else
        {
            _word.AppendMark(codePoint, combiningClass);
        }
    }

    private void Isolate(int codePoint)
    {
        EndWord();
        _word.Append(codePoint);
        EndWord();
    }

    private void EndWord()
    {
        if (_word.Count > 0)
        {
            AddPieces();
            _word.Clear();
        }
    }

    private void AddPieces()
    {
        if (_word.TooLong)
            sink.Add(unknownId);
        else
            trie.AddPieces(_word.Chars, unknownId, sink);
    }
}
