using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Measuring;
using Kale.Training;
using Kale.Training.Networks;
using TorchSharp;

namespace Kale.Trainer.Recipes.LayerProbing;

/// <summary>
/// One vector per text and layer: the mean over the text's words of what the embeddings (layer 0) and each layer give
/// (arXiv 2502.03552: without separators and padding).
/// </summary>
internal sealed class LayerEncoding : IDisposable
{
    private readonly EncoderModel _model;
    private readonly InputForm _form;
    private readonly int _tokens;
    private readonly TextTokenizer _tokenizer;
    private readonly EncoderNetwork _network;

    /// <param name="model">A dual or a cross encoder.</param>
    /// <param name="form">How texts are put before it.</param>
    /// <param name="tokens">The most tokens of an input.</param>
    /// <param name="device">Where it computes.</param>
    public LayerEncoding(EncoderModel model, InputForm form, int tokens, torch.Device device)
    {
        (_model, _form, _tokens) = (model, form, tokens);
        _tokenizer = TextTokenizer.Of(model.Tokenizer);
        _network = model.Kind == BundleKind.CrossEncoder
            ? new CrossEncoder(model, dropout: 0, device)
            : new DualEncoder(model, dropout: 0, device);
        _network.eval();
    }

    /// <summary>The layers, embeddings included.</summary>
    public int Layers => _model.Config.Layers + 1;

    /// <summary>What the vectors of so many texts take, with the copies that are made of one layer at a time.</summary>
    public long BytesFor(int texts) => (long)texts * _model.Config.HiddenSize * sizeof(float) * (Layers + 2);

    /// <summary>For each layer the vectors of the texts [texts, hidden].</summary>
    /// <param name="texts">Without prompt.</param>
    /// <param name="role">Which side they are.</param>
    /// <param name="done">Told how many texts are done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public VectorTable[] Encode(
        IReadOnlyList<string> texts, EncoderRole role, Action<int> done, CancellationToken cancellation)
    {
        var inputs = texts.Select(text => _form.Read(_tokenizer, _model.Prompts.For(role) + text, _tokens)).ToArray();
        var width = _model.Config.HiddenSize;
        var layers = Enumerable.Range(0, Layers)
            .Select(_ => new VectorTable(new float[(long)texts.Count * width], width))
            .ToArray();
        var finished = 0;
        foreach (var batch in LengthBatches.Of(inputs))
        {
            cancellation.ThrowIfCancellationRequested();
            Encode(
                [.. batch.Select(i => inputs[i])],
                (layer, row, vector) => vector.CopyTo(layers[layer].Data.AsSpan(batch[row] * width)));
            done(finished += batch.Count);
        }

        return layers;
    }

    public void Dispose() => _network.Dispose();

    private void Encode(TokenizedText[] inputs, Action<int, int, ReadOnlySpan<float>> take)
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        var batch = _network.BatchOf(inputs);
        var weights = Weights(inputs, batch.Tokens);
        foreach (var (layer, hidden) in _network.Hidden(batch).Index())
        {
            var vectors = weights.bmm(hidden).Floats(); // [batch, 1, hidden]
            for (var row = 0; row < inputs.Length; row++)
                take(layer, row, vectors.AsSpan(row * _model.Config.HiddenSize, _model.Config.HiddenSize));
        }
    }

    // [batch, 1, tokens]: 1 / words over the text's words, 0 elsewhere; a text without words is its first token.
    private torch.Tensor Weights(TokenizedText[] inputs, long tokens)
    {
        var weights = new float[inputs.Length * tokens];
        foreach (var (row, input) in inputs.Index())
        {
            var (first, end) = InputForm.Words(input);
            var (start, count) = end > first ? (first, end - first) : (0, 1);
            weights.AsSpan((int)(row * tokens) + start, count).Fill(1f / count);
        }

        return weights.ToTensor(_network.Device, inputs.Length, 1, tokens);
    }
}
