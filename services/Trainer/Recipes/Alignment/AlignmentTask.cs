using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Measuring;
using Kale.Training;
using Kale.Training.Loop;
using Kale.Training.Losses;
using Kale.Training.Networks;
using Kale.Training.Weights;
using TorchSharp;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>
/// A student that learns to say of each text what its teacher said (KALE, arXiv 2304.01016, section 3).
/// </summary>
internal sealed class AlignmentTask : ITrainingTask, IDisposable
{
    private readonly AlignmentData _data;
    private readonly AlignmentObjective _objective;
    private readonly TokenizedText[] _training;
    private readonly TokenizedText[] _heldOut;
    private readonly OccurringRows? _rows;
    private readonly DualEncoder _network;
    private readonly int _batchSize;

    /// <exception cref="TrainingException">OutOfMemory: a batch does not fit.</exception>
    public AlignmentTask(
        EncoderModel student, AlignmentData data, TrainingSettings settings, AlignmentObjective objective, ulong seed,
        TrainingDevice device)
    {
        TrainingMemory.Require(
            new(student.Config, settings.BatchSize, settings.MaxTokens, settings.Dropout > 0), device);
        (_data, _objective, _batchSize) = (data, objective, settings.BatchSize);
        (_training, _heldOut) = Tokenize(student, data.Texts, settings.MaxTokens);
        // Weight decay would pull at the rows that are left out.
        _rows = settings.WeightDecay == 0 ? new OccurringRows(student, _training.Concat(_heldOut)) : null;
        if (_rows is not null)
            (_training, _heldOut) =
                (Array.ConvertAll(_training, _rows.Renumber), Array.ConvertAll(_heldOut, _rows.Renumber));
        _network = new DualEncoder(_rows?.Compact() ?? student, settings.Dropout, device.Torch);
        Batches = new LengthBuckets([.. _training.Select(text => text.Length)], settings.BatchSize, seed);
    }

    public torch.nn.Module Network => _network;

    public LengthBuckets Batches { get; }

    /// <summary>Rows of the word embeddings that learn.</summary>
    public int Rows => _rows?.Count ?? _network.Config.VocabSize;

    /// <summary>The student as it is now, all rows of its embeddings included.</summary>
    public EncoderModel Model => _rows?.Restore(_network.ToModel()) ?? _network.ToModel();

    public torch.Tensor Loss(IReadOnlyList<int> examples)
    {
        var batch = _network.BatchOf([.. examples.Select(i => _training[i])]);
        return _objective.Of(_network.Unnormalized(batch), Targets(examples));
    }

    public IReadOnlyList<KeyValuePair<string, double>> Evaluate(CancellationToken cancellation) =>
        _data.HeldOut?.Measure(Encode(_heldOut, cancellation), cancellation) ?? [];

    public void Dispose() => _network.Dispose();

    private static (TokenizedText[] Training, TokenizedText[] HeldOut) Tokenize(
        EncoderModel student, AlignmentTexts texts, int maxTokens)
    {
        var tokenizer = TextTokenizer.Of(student.Tokenizer);
        TokenizedText[] All(IReadOnlyList<string> some) =>
        [
            .. some.Select(text =>
                tokenizer.Encode(student.Prompts.Query + text, Math.Min(maxTokens, student.MaxTokens))),
        ];
        return (All(texts.Training), All(texts.HeldOut));
    }

    // [examples, dims]
    private torch.Tensor Targets(IReadOnlyList<int> examples)
    {
        var dims = _data.Targets.Dims;
        var rows = new float[examples.Count * dims];
        for (var i = 0; i < examples.Count; i++)
            _data.Targets[examples[i]].CopyTo(rows.AsSpan(i * dims));
        return rows.ToTensor(_network.Device, examples.Count, dims);
    }

    // The loop has switched gradients and dropout off.
    private VectorTable Encode(TokenizedText[] texts, CancellationToken cancellation)
    {
        var vectors = new float[texts.Length * _data.Targets.Dims];
        var byLength = Enumerable.Range(0, texts.Length).OrderBy(i => texts[i].Length).Chunk(_batchSize);
        foreach (var some in byLength)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var rows = _network.call(_network.BatchOf([.. some.Select(i => texts[i])])).Floats();
            foreach (var (i, row) in some.Zip(rows.Chunk(_data.Targets.Dims)))
                row.CopyTo(vectors, i * _data.Targets.Dims);
        }

        return new VectorTable(vectors, _data.Targets.Dims);
    }
}
