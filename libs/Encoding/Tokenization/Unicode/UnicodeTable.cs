namespace Kale.Encoding.Tokenization.Unicode;

/// <summary>
/// The Unicode data behind the token ids, as Hugging Face's library has it: categories of Unicode 8, decompositions and
/// letter cases of later versions. The runtime's data changes with its version, and in invariant globalization mode it
/// normalises nothing.
/// </summary>
internal sealed class UnicodeTable
{
    private const int PageBits = 8;
    private readonly CodePointTraits[][] _pages;
    private readonly Dictionary<int, int> _lower;
    private readonly Dictionary<int, int[]> _decomposed;
    private readonly Dictionary<int, int[]> _compatible;
    private readonly Dictionary<int, byte> _combining;

    public UnicodeTable(UnicodeTableReader reader)
    {
        _pages = Paged(reader.Traits);
        (_lower, _decomposed, _combining) = (reader.Lower, reader.Decomposed, reader.Combining);
        _compatible = reader.Compatible;
    }

    /// <summary>The suite's table, read once.</summary>
    public static UnicodeTable Default { get; } = new(UnicodeTableReader.ReadEmbedded());

    public CodePointTraits Traits(int codePoint) => _pages[codePoint >> PageBits][codePoint & ((1 << PageBits) - 1)];

    public bool Has(int codePoint, CodePointTraits trait) => (Traits(codePoint) & trait) != 0;

    /// <summary>Lower-casing to one code point; U+0130 is the caller's.</summary>
    public int Lower(int codePoint) => _lower.GetValueOrDefault(codePoint, codePoint);

    /// <summary>Full canonical decomposition of a code point with <see cref="CodePointTraits.Decomposes"/>.</summary>
    public ReadOnlySpan<int> Decomposition(int codePoint) => _decomposed[codePoint];

    /// <summary>Full compatibility decomposition of a code point with that trait.</summary>
    public ReadOnlySpan<int> CompatibleDecomposition(int codePoint) => _compatible[codePoint];

    /// <summary>The code points that have a canonical decomposition, Hangul syllables left out.</summary>
    public IEnumerable<int> Decomposable => _decomposed.Keys;

    /// <summary>The rank of the canonical combining class; 0 for class 0.</summary>
    public int CombiningClass(int codePoint) => _combining.GetValueOrDefault(codePoint);

    // Most pages are alike (no traits at all, or one throughout) and are kept once.
    private static CodePointTraits[][] Paged(CodePointTraits[] traits)
    {
        var pages = new CodePointTraits[traits.Length >> PageBits][];
        var known = new Dictionary<CodePointTraits, CodePointTraits[]>();
        for (var page = 0; page < pages.Length; page++)
        {
            var slice = traits.AsSpan(page << PageBits, 1 << PageBits);
            var uniform = !slice.ContainsAnyExcept(slice[0]);
            pages[page] = uniform && known.TryGetValue(slice[0], out var same) ? same : slice.ToArray();
            if (uniform)
            {
                known[slice[0]] = pages[page];
            }
        }

        return pages;
    }
}
