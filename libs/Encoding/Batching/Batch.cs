namespace Kale.Encoding.Batching;

/// <summary>Texts that are computed together.</summary>
internal sealed class Batch
{
    private readonly List<PendingText> _texts;

    public Batch(PendingText first) => (_texts, Longest, Tokens) = ([first], first.Length, first.Length);

    public IReadOnlyList<PendingText> Texts => _texts;

    public int Rows => _texts.Count;

    public int Longest { get; private set; }

    /// <summary>Tokens without padding.</summary>
    public long Tokens { get; private set; }

    /// <summary>Tokens with padding: what the model computes.</summary>
    public long PaddedTokens => (long)Rows * Longest;

    public void Add(PendingText text)
    {
        _texts.Add(text);
        Longest = Math.Max(Longest, text.Length);
        Tokens += text.Length;
    }
}
