using Kale.Encoding.Tokenization;
using Kale.Training;

namespace Kale.Trainer.Recipes.LayerProbing;

/// <summary>How a text is put before an encoder whose layers are looked at.</summary>
/// <param name="Source">Where the form comes from.</param>
/// <param name="Read">From a tokenizer, a text and the most tokens of the whole input to the input.</param>
internal sealed record InputForm(string Source, Func<TextTokenizer, string, int, TokenizedText> Read)
{
    /// <summary>
    /// The words of the text, as places [first, end) in an input: without [CLS], separators and, of a pair, the
    /// second copy.
    /// </summary>
    public static (int First, int End) Words(TokenizedText input) => (1, input.SecondStart - 1);
}

/// <summary>The forms by name.</summary>
internal static class InputForms
{
    public const string SelfPair = "self-pair";
    public const string Single = "single";

    public static NamedTable<InputForm> All { get; } = new("input form")
    {
        { SelfPair, new(
            "each sentence paired with itself: arXiv 2502.03552",
            (tokenizer, text, tokens) => tokenizer.EncodePair(text, text, tokens)) },
        { Single, new(
            "the sentence alone, as dual encoders read it",
            (tokenizer, text, tokens) => tokenizer.Encode(text, tokens)) },
    };

    /// <summary>The most tokens of an input whose text may have so many, its specials among them.</summary>
    public static int InputTokens(string form, int textTokens) => form == SelfPair ? (2 * textTokens) - 1 : textTokens;
}
