using System.Text;

namespace Kale.Encoding.Tokenization.Unicode;

/// <summary>The four normalisation forms (Unicode Standard Annex 15) by the suite's own table.</summary>
internal sealed class UnicodeForms
{
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28, Syllables = Leads * Vowels * Trails;

    private readonly UnicodeTable _table;
    private readonly CodePointFolder _folder;
    private readonly Dictionary<(int First, int Second), int> _composed = [];

    public UnicodeForms(UnicodeTable table)
    {
        _table = table;
        _folder = new CodePointFolder(table, lower: false, decompose: true);
        foreach (var whole in table.Decomposable
            .Where(c => !table.Has(c, CodePointTraits.Uncomposed) && table.Decomposition(c).Length > 1)
            .OrderBy(c => table.Decomposition(c).Length))
        {
            AddPair(whole);
        }
    }

    /// <summary>Of the suite's table.</summary>
    public static UnicodeForms Default { get; } = new(UnicodeTable.Default);

    /// <summary>The text in a form.</summary>
    /// <param name="text">Without unpaired surrogates.</param>
    /// <param name="form">Which of the four.</param>
    public string Apply(string text, NormalizationForm form)
    {
        if (Ascii.IsValid(text)) { return text; }
        var points = Decompose(text, form is NormalizationForm.FormKC or NormalizationForm.FormKD);
        Order(points);
        if (form is NormalizationForm.FormC or NormalizationForm.FormKC) { Compose(points); }
        var into = new StringBuilder(text.Length);
        foreach (var c in points) { into.Append(char.ConvertFromUtf32(c)); }
        return into.ToString();
    }

    private List<int> Decompose(string text, bool compatible)
    {
        var points = new List<int>(text.Length + 8);
        Span<int> parts = stackalloc int[CodePointFolder.MaxLength];
        foreach (var rune in text.EnumerateRunes())
        {
            if (compatible && _table.Has(rune.Value, CodePointTraits.Compatibility))
            {
                points.AddRange(_table.CompatibleDecomposition(rune.Value));
                continue;
            }

            points.AddRange(parts[.._folder.Fold(rune.Value, parts)]);
        }

        return points;
    }

    // Stable, by combining class, between code points of class 0; marks in a row may be many.
    private void Order(List<int> points)
    {
        for (var i = 0; i < points.Count; i++)
        {
            var end = i;
            while (end < points.Count && _table.CombiningClass(points[end]) != 0) { end++; }
            if (end - i > 1)
            {
                var sorted = points.GetRange(i, end - i).OrderBy(_table.CombiningClass).ToList();
                for (var k = 0; k < sorted.Count; k++) { points[i + k] = sorted[k]; }
            }

            i = Math.Max(i, end);
        }
    }

    // Nothing composes over a code point of its own class or a higher one, nor over one of class 0.
    private void Compose(List<int> points)
    {
        var (starter, kept, between) = (-1, 0, -1);
        for (var i = 0; i < points.Count; i++)
        {
            var (c, order) = (points[i], _table.CombiningClass(points[i]));
            if (starter >= 0 && between < order && TryPair(points[starter], c, out var whole))
            {
                points[starter] = whole;
                continue;
            }

            (starter, between) = order == 0 ? (kept, -1) : (starter, order);
            points[kept++] = c;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private bool TryPair(int first, int second, out int whole)
    {
        var (lead, vowel) = (first - LeadBase, second - VowelBase);
        if ((uint)lead < Leads && (uint)vowel < Vowels)
        {
            whole = SyllableBase + (((lead * Vowels) + vowel) * Trails);
            return true;
        }

        var (syllable, trail) = (first - SyllableBase, second - TrailBase);
        if ((uint)syllable < Syllables && syllable % Trails == 0 && trail is > 0 and < Trails)
        {
            whole = first + trail;
            return true;
        }

        return _composed.TryGetValue((first, second), out whole);
    }

    // The canonical decomposition in one step: what all but the last part compose to, and the last part.
    private void AddPair(int whole)
    {
        var parts = _table.Decomposition(whole);
        var first = parts[0];
        foreach (var part in parts[1..^1])
        {
            if (!_composed.TryGetValue((first, part), out first)) { return; }
        }

        _composed[(first, parts[^1])] = whole;
    }
}
