using Kale.Bundles;
using Kale.Encoding.Tokenization.Unicode;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>Finds a pattern in well-formed text, from left to right, in time linear in its length.</summary>
internal abstract class PatternMatcher
{
    protected static readonly UnicodeTable Table = UnicodeTable.Default;

    public static PatternMatcher Of(TextPattern pattern) => pattern.Form switch
    {
        PatternForm.Literal => new LiteralMatcher(pattern.Text),
        PatternForm.Run => new RunMatcher(c => c == pattern.Text[0], pattern.Least),
        PatternForm.SpaceRun => new RunMatcher(c => Table.Has(c, CodePointTraits.Space), 1),
        PatternForm.Space => new OneMatcher(CodePointTraits.Space),
        PatternForm.Punctuation => new OneMatcher(CodePointTraits.Punctuation),
        PatternForm.Digit => new OneMatcher(CodePointTraits.Numeric),
        PatternForm.Word => new WordMatcher(),
        PatternForm.Gpt2 => new Gpt2Matcher(),
        PatternForm.Qwen2 => new Gpt4Matcher(mostDigits: 1),
        PatternForm.Llama3 => new Gpt4Matcher(mostDigits: 3),
        _ => throw new InvalidOperationException($"{pattern.Form} is not found. This is a bug."),
    };

    /// <summary>All matches, none of them empty.</summary>
    public virtual IEnumerable<(int Start, int End)> Find(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var end = End(text, i);
            if (end > i) { yield return (i, end); }
            Utf16.PointAt(text, i, out var units);
            i = Math.Max(end, i + units);
        }
    }

    /// <summary>Where the match that begins here ends; the beginning if there is none.</summary>
    protected abstract int End(string text, int start);

    /// <summary>Behind all code points from here on that have one of the traits, or of which none has.</summary>
    protected static int Skip(string text, int start, CodePointTraits traits, bool has, int most = int.MaxValue)
    {
        for (; start < text.Length && most > 0; most--)
        {
            if (Table.Has(Utf16.PointAt(text, start, out var units), traits) != has) { break; }
            start += units;
        }

        return start;
    }

    private sealed class LiteralMatcher(string literal) : PatternMatcher
    {
        public override IEnumerable<(int Start, int End)> Find(string text)
        {
            for (var at = Next(text, 0); at >= 0; at = Next(text, at + literal.Length))
            {
                yield return (at, at + literal.Length);
            }
        }

        protected override int End(string text, int start) => start;

        private int Next(string text, int from) => text.IndexOf(literal, from, StringComparison.Ordinal);
    }

    private sealed class RunMatcher(Func<char, bool> isPart, int least) : PatternMatcher
    {
        public override IEnumerable<(int Start, int End)> Find(string text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                var start = i;
                while (i < text.Length && isPart(text[i])) { i++; }
                if (i - start >= least && i > start) { yield return (start, i); }
            }
        }

        protected override int End(string text, int start) => start;
    }

    private sealed class OneMatcher(CodePointTraits trait) : PatternMatcher
    {
        protected override int End(string text, int start) => Skip(text, start, trait, has: true, most: 1);
    }

    /// <summary><c>\w+|[^\w\s]+</c></summary>
    private sealed class WordMatcher : PatternMatcher
    {
        protected override int End(string text, int start)
        {
            var word = Skip(text, start, CodePointTraits.Word, has: true);
            return word > start ? word : Skip(text, start, CodePointTraits.Word | CodePointTraits.Space, has: false);
        }
    }
}
