namespace Kale.ContextIndexer.Passages;

/// <summary>A part of a document that gets a vector of its own.</summary>
/// <param name="Ordinal">Counted from 0 within the document.</param>
/// <param name="Start">First character in what was split.</param>
/// <param name="End">One past the last character.</param>
/// <param name="Text">These characters without white space at the ends: what is stored and shown.</param>
/// <param name="Input">What is encoded: title, space, text.</param>
internal sealed record Passage(int Ordinal, int Start, int End, string Text, string Input);
