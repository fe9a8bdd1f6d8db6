using Kale.Bundles;
using Kale.Encoding.Tokenization;

namespace Kale.Training.Weights;

/// <summary>
/// The rows of the word embeddings that a data set uses. Training on these alone is the same as training on all, as
/// long as no weight decay pulls at rows that never occur, and spares an optimizer step over the rest: with 12,000 of
/// 30,522 rows half of a small encoder's weights.
/// </summary>
public sealed class OccurringRows
{
    private const string Words = EncoderTensors.Words;

    private readonly EncoderModel _whole;
    private readonly int[] _rows;
    private readonly Dictionary<int, int> _places;

    /// <summary>The rows that these texts use, and the padding's.</summary>
    public OccurringRows(EncoderModel model, IEnumerable<TokenizedText> texts)
    {
        ArgumentNullException.ThrowIfNull(model);
        _whole = model;
        _rows = [.. texts.SelectMany(text => text.Ids).Append(model.Config.PadTokenId).Distinct().Order()];
        _places = _rows.Select((row, place) => (row, place)).ToDictionary(entry => entry.row, entry => entry.place);
    }

    /// <summary>How many rows occur.</summary>
    public int Count => _rows.Length;

    /// <summary>
    /// The encoder with only these rows; it answers texts that <see cref="Renumber"/> has been through.
    /// </summary>
    /// <remarks>Its tokenizer is cut to nothing: it is for training, not for a bundle.</remarks>
    public EncoderModel Compact()
    {
        var width = _whole.Config.EmbeddingSize;
        var rows = new float[_rows.Length * width];
        Each((row, place) => _whole.Weights[Words].Data.AsSpan(row * width, width).CopyTo(rows.AsSpan(place * width)));
        return WithWords(_whole, rows) with
        {
            Config = _whole.Config with { VocabSize = _rows.Length, PadTokenId = _places[_whole.Config.PadTokenId] },
            Tokenizer = _whole.Tokenizer with { Vocabulary = new Vocabulary([]) },
        };
    }

    /// <summary>The text with the numbers that its rows have in the compact encoder.</summary>
    public TokenizedText Renumber(TokenizedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text with { Ids = Array.ConvertAll(text.Ids, id => _places[id]) };
    }

    /// <summary>The whole encoder again, with what the compact one has learnt.</summary>
    public EncoderModel Restore(EncoderModel trained)
    {
        ArgumentNullException.ThrowIfNull(trained);
        var (width, rows) = (_whole.Config.EmbeddingSize, (float[])_whole.Weights[Words].Data.Clone());
        Each((row, place) => trained.Weights[Words].Data.AsSpan(place * width, width).CopyTo(rows.AsSpan(row * width)));
        return WithWords(trained, rows) with
        {
            Config = trained.Config with { VocabSize = _whole.Config.VocabSize, PadTokenId = _whole.Config.PadTokenId },
            Tokenizer = _whole.Tokenizer,
        };
    }

    private static EncoderModel WithWords(EncoderModel model, float[] rows)
    {
        var words = new Tensor(Words, [rows.Length / model.Config.EmbeddingSize, model.Config.EmbeddingSize], rows);
        return model.Replace(tensor => tensor.Name == Words ? words : tensor);
    }

    private void Each(Action<int, int> rowAndPlace)
    {
        for (var place = 0; place < _rows.Length; place++)
        {
            rowAndPlace(_rows[place], place);
        }
    }
}
