namespace Kale.ContextIndexer.Passages;

/// <summary>Tokens of a text without special tokens.</summary>
internal delegate int TokenCounter(ReadOnlySpan<char> text);

/// <summary>What one passage may hold, and the counter that measures it.</summary>
/// <param name="MaxTokens">Tokens without special tokens.</param>
/// <param name="MaxCharacters">UTF-16 characters.</param>
/// <param name="CountTokens">The encoder's tokenizer.</param>
internal sealed record PassageLimit(int MaxTokens, int MaxCharacters, TokenCounter CountTokens)
{
    public bool Holds(ReadOnlySpan<char> text) => text.Length <= MaxCharacters && CountTokens(text) <= MaxTokens;

    public bool Holds(int tokens, int characters) => tokens <= MaxTokens && characters <= MaxCharacters;

    public PassageLimit Less(int tokens) => this with { MaxTokens = Math.Max(1, MaxTokens - tokens) };
}
