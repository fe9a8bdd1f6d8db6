namespace Kale.ContextIndexer.Passages;

/// <summary>What one passage may hold, and the counter that measures it.</summary>
/// <param name="MaxTokens">Tokens without special tokens.</param>
/// <param name="MaxCharacters">UTF-16 characters.</param>
/// <param name="CountTokens">Tokens of a text without special tokens.</param>
internal sealed record PassageLimit(int MaxTokens, int MaxCharacters, Func<string, int> CountTokens)
{
    public bool Holds(string text) => text.Length <= MaxCharacters && CountTokens(text) <= MaxTokens;

    public bool Holds(int tokens, int characters) => tokens <= MaxTokens && characters <= MaxCharacters;

    public PassageLimit Less(int tokens) => this with { MaxTokens = Math.Max(1, MaxTokens - tokens) };
}
