using Kale.Encoding.Tokenization;
using static TorchSharp.torch;

namespace Kale.Trainer.Models.Networks;

/// <summary>Texts, or pairs of texts, as an encoder's network takes them.</summary>
/// <param name="Ids">[batch, tokens] token ids, short rows filled up.</param>
/// <param name="Types">[batch, tokens] token types; null where all are 0.</param>
/// <param name="Blocked">[batch, 1, 1, tokens] added to attention scores: 0, or -∞ over filling; null without filling.</param>
/// <param name="MeanWeights">[batch, 1, tokens] 1 / length over the row's own tokens, 0 over filling; null without filling.</param>
public sealed record TokenBatch(Tensor Ids, Tensor? Types, Tensor? Blocked, Tensor? MeanWeights) : IDisposable
{
    /// <summary>Texts in the batch.</summary>
    public long Count => Ids.shape[0];

    /// <summary>Tokens of the longest text.</summary>
    public long Tokens => Ids.shape[1];

    /// <summary>Lays texts side by side.</summary>
    /// <param name="texts">At least one.</param>
    /// <param name="padTokenId">Fills rows shorter than the longest.</param>
    /// <param name="device">Where the network is.</param>
    public static TokenBatch From(IReadOnlyList<TokenizedText> texts, int padTokenId, Device device)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfZero(texts.Count, nameof(texts));
        var (batch, tokens) = (texts.Count, texts.Max(text => text.Length));
        var padded = texts.Any(text => text.Length < tokens);
        var paired = texts.Any(text => text.SecondStart < text.Length);
        return new TokenBatch(
            Make(texts, tokens, (text, i) => i < text.Length ? (long)text.Ids[i] : padTokenId, [batch, tokens], device),
            paired ? Make(texts, tokens, (text, i) => i < text.Length ? (long)text.TypeIdAt(i) : 0, [batch, tokens], device) : null,
            padded ? Make(texts, tokens, (text, i) => i < text.Length ? 0f : float.NegativeInfinity, [batch, 1, 1, tokens], device) : null,
            padded ? Make(texts, tokens, (text, i) => i < text.Length ? 1f / text.Length : 0f, [batch, 1, tokens], device) : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        Types?.Dispose();
        Blocked?.Dispose();
        MeanWeights?.Dispose();
    }

    private static Tensor Make<T>(
        IReadOnlyList<TokenizedText> texts, int tokens, Func<TokenizedText, int, T> value, long[] shape, Device device)
        where T : unmanaged
    {
        var flat = new T[texts.Count * tokens];
        for (var row = 0; row < texts.Count; row++)
        {
            for (var i = 0; i < tokens; i++)
            {
                flat[(row * tokens) + i] = value(texts[row], i);
            }
        }

        using var rows = from_array(flat, null, device);
        return rows.view(shape);
    }
}
