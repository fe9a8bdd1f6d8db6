namespace Kale.Bundles;

/// <summary>What a step looks for in a text.</summary>
/// <param name="Form">The kind of pattern.</param>
/// <param name="Text">Of a literal and of a run: the text.</param>
/// <param name="Least">Of a run: how often it stands in a row at least.</param>
public sealed record TextPattern(PatternForm Form, string Text = "", int Least = 1);

/// <summary>
/// The patterns that published tokenizers look for. No engine of regular expressions runs here: what one takes for a
/// letter depends on its version, and how long it takes on the text.
/// </summary>
public enum PatternForm
{
    /// <summary>The text itself.</summary>
    Literal,

    /// <summary>The text several times in a row, as often as it goes.</summary>
    Run,

    /// <summary><c>\s</c> in a row.</summary>
    SpaceRun,

    /// <summary>One white space.</summary>
    Space,

    /// <summary>One character of punctuation.</summary>
    Punctuation,

    /// <summary>One digit or other number.</summary>
    Digit,

    /// <summary><c>\w+|[^\w\s]+</c>.</summary>
    Word,

    /// <summary>GPT-2's words.</summary>
    Gpt2,

    /// <summary>GPT-4's words with single digits: Qwen's.</summary>
    Qwen2,

    /// <summary>GPT-4's words with up to three digits: Llama 3's.</summary>
    Llama3,
}
