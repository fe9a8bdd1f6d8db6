using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;

namespace Kale.Trainer.Measuring;

/// <summary>
/// Encodes many texts with one encoder: sorted by length, so that a batch holds texts of about the same.
/// </summary>
internal sealed class TextEncoding : IDisposable
{
    private readonly EncoderModel _model;
    private readonly TextTokenizer _tokenizer;

    public TextEncoding(EncoderModel model, InferenceOptions options)
    {
        (_model, _tokenizer) = (model, TextTokenizer.Of(model.Tokenizer));
        Session = new EncoderSession(model, options);
    }

    public EncoderSession Session { get; }

    /// <summary>The ids of a text, its side's prompt before it, cut to what the encoder takes.</summary>
    public TokenizedText Tokenize(string text, EncoderRole role) =>
        _tokenizer.Encode(_model.Prompts.For(role) + text, _model.MaxTokens);

    /// <summary>The vectors of texts, in their order.</summary>
    /// <param name="texts">Without prompt.</param>
    /// <param name="role">Which side they are.</param>
    /// <param name="done">Told how many texts are done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public VectorTable Encode(
        IReadOnlyList<string> texts, EncoderRole role, Action<int> done, CancellationToken cancellation)
    {
        var inputs = texts.Select(text => Tokenize(text, role)).ToArray();
        var vectors = new float[(long)texts.Count * Session.Width];
        var finished = 0;
        foreach (var batch in LengthBatches.Of(inputs))
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Session.Run([.. batch.Select(i => inputs[i])]);
            foreach (var (i, row) in batch.Zip(rows))
                row.CopyTo(vectors, (long)i * Session.Width);
            done(finished += batch.Count);
        }

        return new VectorTable(vectors, Session.Width);
    }

    public void Dispose() => Session.Dispose();
}
