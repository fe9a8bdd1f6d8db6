namespace Kale.ContextIndexer.Passages;

/// <summary>Characters [Start, End) that are not taken apart further, and their tokens.</summary>
/// <param name="Start">First character.</param>
/// <param name="End">One past the last character.</param>
/// <param name="Tokens">Tokens of these characters alone.</param>
/// <param name="InsideWord">
/// Cut out of a word: its neighbours' tokens may differ from the sum once they are joined again.
/// </param>
internal readonly record struct Piece(int Start, int End, int Tokens, bool InsideWord = false)
{
    public int Length => End - Start;
}
