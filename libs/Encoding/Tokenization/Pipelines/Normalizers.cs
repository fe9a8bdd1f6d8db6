using System.Text;
using Kale.Bundles;
using Kale.Encoding.Tokenization.Unicode;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>The normalizers of a tokenizer.json, one after the other.</summary>
internal sealed class Normalizers(IReadOnlyList<NormalizerStep> steps)
{
    private const int DottedCapitalI = 0x130;
    private static readonly UnicodeTable s_table = UnicodeTable.Default;
    private readonly Func<string, string>[] _steps = [.. steps.Select(Of)];

    /// <summary>Of well-formed text.</summary>
    public string Apply(string text)
    {
        foreach (var step in _steps) { text = step(text); }
        return text;
    }

    private static Func<string, string> Of(NormalizerStep step) => step switch
    {
        BertNormalizerStep bert => Bert(bert),
        UnicodeFormStep unicode => text => UnicodeForms.Default.Apply(text, unicode.Form),
        LowercaseStep => Lower,
        ReplaceStep replace => Replace(replace),
        StripStep strip => text => Strip(text, strip),
        PrependStep prepend => text => text.Length == 0 ? text : prepend.Content + text,
        PrecompiledStep precompiled => new CharacterMap(precompiled.Map).Apply,
        _ => throw new InvalidOperationException($"{step} is not done. This is a bug."),
    };

    private static Func<string, string> Bert(BertNormalizerStep bert)
    {
        var map = new CharMap(s_table, new TokenizerSettings(HandleChineseChars: bert.HandleChineseChars));
        return text =>
        {
            text = bert.CleanText ? Each(text, Clean) : text;
            text = bert.HandleChineseChars ? Each(text, (c, into) => Space(map, c, into)) : text;
            text = bert.StripAccents ? StripAccents(UnicodeForms.Default.Apply(text, NormalizationForm.FormD)) : text;
            return bert.LowerCase ? Lower(text) : text;
        };
    }

    private static void Clean(int c, StringBuilder into)
    {
        if (s_table.Has(c, CodePointTraits.Removed)) { return; }
        into.AppendPoint(s_table.Has(c, CodePointTraits.Space) ? ' ' : c);
    }

    private static void Space(CharMap map, int c, StringBuilder into)
    {
        var alone = map.IsSpacedIdeograph(c);
        into.Append(alone ? " " : "").AppendPoint(c).Append(alone ? " " : "");
    }

    private static string Lower(string text) => Each(text, (c, into) =>
    {
        if (c == DottedCapitalI) { into.Append("i\u0307"); }
        else { into.AppendPoint(s_table.Lower(c)); }
    });

    private static string StripAccents(string text) => Ascii.IsValid(text) ? text : Each(text, (c, into) =>
    {
        if (!s_table.Has(c, CodePointTraits.NonSpacing)) { into.AppendPoint(c); }
    });

    private static Func<string, string> Replace(ReplaceStep step)
    {
        if (step.Pattern.Form == PatternForm.Literal)
        {
            return text => text.Replace(step.Pattern.Text, step.Content, StringComparison.Ordinal);
        }

        var matcher = PatternMatcher.Of(step.Pattern);
        return text =>
        {
            var (into, done) = (new StringBuilder(text.Length), 0);
            foreach (var (start, end) in matcher.Find(text))
            {
                into.Append(text, done, start - done).Append(step.Content);
                done = end;
            }

            return done == 0 ? text : into.Append(text, done, text.Length - done).ToString();
        };
    }

    private static string Strip(string text, StripStep step)
    {
        var (start, end) = (0, text.Length);
        while (step.Left && start < end && s_table.Has(text[start], CodePointTraits.Space)) { start++; }
        while (step.Right && start < end && s_table.Has(text[end - 1], CodePointTraits.Space)) { end--; }
        return text[start..end];
    }

    private static string Each(string text, Action<int, StringBuilder> change)
    {
        var into = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            change(Utf16.PointAt(text, i, out var units), into);
            i += units;
        }

        return into.ToString();
    }
}
