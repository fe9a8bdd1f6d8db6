using Kale.Encoding.Tokenization;
using Kale.Training;
using Kale.Training.Loop;
using Kale.Training.Losses;
using Kale.Training.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Trainer.Recipes.Cross;

/// <summary>
/// Pairs of a query with one of its answers and with negatives, scored together and held against labels or a teacher.
/// </summary>
/// <param name="network">What learns.</param>
/// <param name="set">What it learns from.</param>
/// <param name="texts">Of that data.</param>
/// <param name="settings">How.</param>
/// <param name="evaluation">Of the network as it is.</param>
internal sealed class PairTask(
    CrossEncoder network, LabelledSet set, TrainingTexts texts, PairSettings settings, PairEvaluation evaluation)
    : ITrainingTask
{
    private SeededRandom _random = new(0);

    public nn.Module Network => network;

    public LengthBuckets Batches { get; } = new(
        [.. set.Queries.Select(query => texts.Pair(query, query.Positives[0]).Length)],
        settings.BatchSize, settings.Seed);

    public void Prepare(long step, CancellationToken cancellation) =>
        _random = new SeededRandom(new SeededRandom(~settings.Seed + (ulong)step).NextBits());

    public Tensor Loss(IReadOnlyList<int> examples)
    {
        var drawn = examples
            .Select(example => settings.Choice.Draw(example, _random))
            .ToArray(); // [batch][1 + negatives]
        var pairs = examples.Zip(drawn).SelectMany(Pairs).ToArray();
        var scores = network.call(network.BatchOf(pairs));
        var targets = examples.Zip(drawn, Targets).SelectMany(row => row).ToArray();
        return settings.Loss.Of(
            scores.view(examples.Count, -1),
            targets.ToTensor(network.Device, examples.Count, drawn[0].Length));
    }

    public IReadOnlyList<KeyValuePair<string, double>> Evaluate(CancellationToken cancellation) =>
        evaluation.Measure(network, cancellation);

    private IEnumerable<TokenizedText> Pairs((int Example, int[] Places) drawn) =>
        drawn.Places.Select(place => texts.Pair(set.Queries[drawn.Example], place));

    // A negative drawn in want of better ones may answer the query after all.
    private float[] Targets(int example, int[] places) => settings.Teacher is { } teacher
        ? teacher.Of(example, places)
        : [.. places.Select(place => set.Queries[example].Positives.Contains(place) ? 1f : 0f)];
}

/// <summary>What a pair task needs to know beside its data.</summary>
/// <param name="BatchSize">Queries in a batch.</param>
/// <param name="Loss">Of the scores.</param>
/// <param name="Teacher">Whose scores are the targets; null: labels are.</param>
/// <param name="Choice">Draws answers and negatives.</param>
/// <param name="Seed">Of order and draws.</param>
internal sealed record PairSettings(
    int BatchSize, PairLoss Loss, TeacherScores? Teacher, NegativeChoice Choice, ulong Seed);
