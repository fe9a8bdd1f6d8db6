using System.Text;
using Kale.Bundles;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>The pre-tokenizers of a tokenizer.json, one after the other: text to words.</summary>
internal sealed class PreTokenizers(IReadOnlyList<PreTokenizerStep> steps)
{
    private delegate void Step(Word word, List<Word> into);

    private readonly Step[] _steps = [.. steps.SelectMany(Of)];

    /// <summary>A piece of text, and whether it begins the text as it came.</summary>
    private readonly record struct Word(string Text, bool IsFirst);

    public IEnumerable<string> Split(string text, bool isFirst)
    {
        var words = new List<Word> { new(text, isFirst) };
        foreach (var step in _steps)
        {
            var next = new List<Word>(words.Count);
            foreach (var word in words)
            {
                if (word.Text.Length > 0) { step(word, next); }
            }

            words = next;
        }

        return words.Where(word => word.Text.Length > 0).Select(word => word.Text);
    }

    private static IEnumerable<Step> Of(PreTokenizerStep step) => step switch
    {
        BertSplitStep =>
        [
            Pieces(new(PatternForm.Space), SplitBehavior.Removed, invert: false),
            Pieces(new(PatternForm.Punctuation), SplitBehavior.Isolated, invert: false),
        ],
        SplitStep split => [Pieces(split.Pattern, split.Behavior, split.Invert)],
        MetaspaceStep metaspace => Metaspace(metaspace),
        ByteLevelStep bytes => ByteLevel(bytes),
        _ => throw new InvalidOperationException($"{step} is not done. This is a bug."),
    };

    private static Step Pieces(TextPattern pattern, SplitBehavior behavior, bool invert)
    {
        var matcher = PatternMatcher.Of(pattern);
        return (word, into) =>
        {
            foreach (var (start, end) in Splitting.Split(word.Text, matcher, behavior, invert))
            {
                into.Add(new Word(word.Text[start..end], word.IsFirst && start == 0));
            }
        };
    }

    private static IEnumerable<Step> Metaspace(MetaspaceStep step)
    {
        var sign = step.Replacement;
        yield return (word, into) =>
        {
            var text = word.Text.Replace(' ', sign);
            var prepended = text[0] != sign && (step.Prepend == PrependScheme.Always
                || (step.Prepend == PrependScheme.First && word.IsFirst));
            into.Add(word with { Text = prepended ? sign + text : text });
        };
        if (step.Split)
        {
            yield return Pieces(
                new(PatternForm.Literal, $"{sign}"), SplitBehavior.MergedWithNext, invert: false);
        }
    }

    private static IEnumerable<Step> ByteLevel(ByteLevelStep step)
    {
        if (step.AddPrefixSpace)
        {
            yield return (word, into) => into.Add(word.Text[0] == ' ' ? word : word with { Text = ' ' + word.Text });
        }

        if (step.UseRegex)
        {
            yield return Pieces(new(PatternForm.Gpt2), SplitBehavior.Isolated, invert: false);
        }

        yield return (word, into) => into.Add(word with { Text = VisibleBytes.Of(word.Text) });
    }
}
