using Kale.Encoding.Tokenization;
using static TorchSharp.torch;

namespace Kale.Training.Networks;

/// <summary>Texts, or pairs of texts, as an encoder's network takes them.</summary>
/// <param name="Ids">[batch, tokens] token ids, short rows filled up.</param>
/// <param name="Types">[batch, tokens] token types; null where all are 0.</param>
/// <param name="Blocked">
/// [batch, 1, 1, tokens] added to attention scores: 0, or -∞ over filling; null without filling.
/// </param>
/// <param name="MeanWeights">
/// [batch, 1, tokens] 1 / length over the row's own tokens, 0 over filling; null without filling.
/// </param>
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
            Lay((text, i) => (long)text.Ids[i], padTokenId, batch, tokens),
            paired ? Lay((text, i) => (long)text.TypeIdAt(i), 0, batch, tokens) : null,
            padded ? Lay((_, _) => 0f, float.NegativeInfinity, batch, 1, 1, tokens) : null,
            padded ? Lay((text, _) => 1f / text.Length, 0, batch, 1, tokens) : null);

        Tensor Lay<T>(Func<TokenizedText, int, T> value, T filling, params long[] shape) =>
            TokenBatch.Lay(texts, value, filling, shape, device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        Types?.Dispose();
        Blocked?.Dispose();
        MeanWeights?.Dispose();
    }

    private static Tensor Lay<T>(
        IReadOnlyList<TokenizedText> texts, Func<TokenizedText, int, T> value, T filling, long[] shape, Device device)
    {
        var tokens = (int)shape[^1];
        var rows = new T[texts.Count * tokens];
        Array.Fill(rows, filling);
        for (var row = 0; row < texts.Count; row++)
        {
            for (var i = 0; i < texts[row].Length; i++)
            {
                rows[(row * tokens) + i] = value(texts[row], i);
            }
        }

        return rows.ToTensor(device, shape);
    }
}
