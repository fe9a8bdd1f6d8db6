using Kale.Bundles;
using Kale.Encoding.Tokenization;
using Kale.Trainer.Measuring;
using Kale.Training;
using Kale.Training.Loop;
using Kale.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>
/// InfoNCE over the batch: each query against its own document, the hard negatives drawn for it and the documents of
/// the other queries; and, with a teacher, the distance of all vectors from the teacher's.
/// </summary>
internal sealed class ContrastiveTask : ITrainingTask
{
    private readonly TwinEncoders _encoders;
    private readonly LabelledSet _set;
    private readonly TrainingTexts _texts;
    private readonly ContrastiveSettings _settings;
    private readonly DualEvaluation _evaluation;
    private readonly EpochNegatives _negatives;
    private SeededRandom _random = new(0);
    private NegativeChoice _choice;

    /// <param name="encoders">What learns.</param>
    /// <param name="data">What it learns from, and what is held out.</param>
    /// <param name="texts">Of that data.</param>
    /// <param name="settings">How.</param>
    public ContrastiveTask(
        TwinEncoders encoders, HeldOutQueries data, TrainingTexts texts, ContrastiveSettings settings)
    {
        (_encoders, _set, _texts, _settings) = (encoders, data.Training, texts, settings);
        _evaluation = new DualEvaluation(encoders, data, texts, settings.Metric);
        Batches = new LengthBuckets(
            [.. _set.Queries.Select(query => texts.Document(query.Positives[0]).Length)],
            settings.BatchSize, settings.Seed);
        _negatives = new EpochNegatives(Mine, Batches.PerEpoch);
        _choice = new NegativeChoice(_set, [], 0, 0);
    }

    public nn.Module Network => _encoders;

    public LengthBuckets Batches { get; }

    public void Prepare(long step, CancellationToken cancellation)
    {
        _random = new SeededRandom(new SeededRandom(~_settings.Seed + (ulong)step).NextBits());
        var mined = _settings.Negatives > 0 ? _negatives.At(step, cancellation) : [];
        _choice = new NegativeChoice(_set, mined, _settings.Negatives, sampledCount: 0);
    }

    public void Save(CheckpointWriter writer) => _negatives.Save(writer);

    public void Load(Checkpoint checkpoint) => _negatives.Load(checkpoint);

    public Tensor Loss(IReadOnlyList<int> examples)
    {
        var drawn = examples.Select(example => _choice.Draw(example, _random)).ToArray(); // [batch][1 + negatives]
        var queries = Encode(EncoderRole.Query, [.. examples.Select(example => _texts.Query(_set.Queries[example]))]);
        var documents = Encode(EncoderRole.Context, [.. drawn.SelectMany(places => places).Select(_texts.Document)]);
        var loss = ContrastiveLosses.InfoNce(
            queries, documents.view(examples.Count, drawn[0].Length, -1), _settings.Temperature,
            OtherAnswers(examples, drawn));
        return _settings.Teacher is not { } teacher ? loss : loss
            + teacher.Objective.Of(queries, Rows(teacher.Queries, examples))
            + teacher.Objective.Of(documents, Rows(teacher.Documents, [.. drawn.SelectMany(places => places)]));
    }

    public IReadOnlyList<KeyValuePair<string, double>> Evaluate(CancellationToken cancellation) =>
        _evaluation.Measure(cancellation);

    private Tensor Encode(EncoderRole role, TokenizedText[] inputs)
    {
        var network = _encoders.Of(role);
        return network.call(network.BatchOf(inputs));
    }

    // [batch, batch * group]: true where a document answers a query whose own it is not.
    private Tensor? OtherAnswers(IReadOnlyList<int> examples, int[][] drawn)
    {
        var group = drawn[0].Length;
        var documents = drawn.SelectMany(places => places).ToArray();
        var others = new bool[examples.Count * documents.Length];
        for (var row = 0; row < examples.Count; row++)
        {
            var answers = _set.Queries[examples[row]].Positives;
            for (var column = 0; column < documents.Length; column++)
                others[(row * documents.Length) + column] =
                    column != row * group && answers.Contains(documents[column]);
        }

        return others.Contains(true)
            ? others.ToTensor(_encoders.Device, examples.Count, documents.Length)
            : null;
    }

    private Tensor Rows(VectorTable vectors, IReadOnlyList<int> rows)
    {
        var data = new float[rows.Count * vectors.Dims];
        foreach (var (i, row) in rows.Index())
            vectors[row].CopyTo(data.AsSpan(i * vectors.Dims));
        return data.ToTensor(_encoders.Device, rows.Count, vectors.Dims);
    }

    private int[][] Mine(CancellationToken cancellation)
    {
        VectorTable Vectors(EncoderRole role, IReadOnlyList<TokenizedText> inputs) => NetworkVectors.Encode(
            _encoders.Of(role), inputs,
            done => _settings.Progress(
                $"encoding {role.ToString().ToLowerInvariant()} texts for hard negatives", done, inputs.Count),
            cancellation);
        return HardNegatives.Mine(
            _set,
            Vectors(EncoderRole.Query, [.. _set.Queries.Select(_texts.Query)]),
            Vectors(EncoderRole.Context, [.. Enumerable.Range(0, _set.Documents.Count).Select(_texts.Document)]),
            _settings.Metric, HardNegatives.PoolFor(_settings.Negatives), cancellation);
    }
}
