using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Kale.Training.Losses;

/// <summary>A loss of a cross encoder's scores.</summary>
/// <param name="Source">The paper and equation.</param>
/// <param name="Targets">What the targets are.</param>
/// <param name="Of">Scores and targets, both [queries, 1 + negatives] with the positive first, to a scalar.</param>
public sealed record PairLoss(string Source, string Targets, Func<Tensor, Tensor, Tensor> Of);

/// <summary>The losses of cross encoders by name.</summary>
public static class PairLosses
{
    /// <summary>The losses.</summary>
    public static NamedTable<PairLoss> All { get; } = new("cross-encoder loss")
    {
        { "bce", new("cross-entropy of relevant or not: Nogueira & Cho 2019 (arXiv 1901.04085), equation 1",
            "labels, 0 to 1", BinaryCrossEntropy) },
        { "margin-mse", new(
            "MSE(s⁺ - s⁻, t⁺ - t⁻): the equation that Hofstätter et al. 2020 (arXiv 2010.02666) call Margin-MSE",
            "a teacher's scores", MarginMse) },
    };

    private static Tensor BinaryCrossEntropy(Tensor scores, Tensor labels)
    {
        ContrastiveLosses.Check(scores.shape.AsSpan().SequenceEqual(labels.shape), scores, labels);
        return functional.binary_cross_entropy_with_logits(scores, labels);
    }

    private static Tensor MarginMse(Tensor scores, Tensor teacher)
    {
        var grouped = scores.ndim == 2 && scores.shape[1] > 1;
        ContrastiveLosses.Check(grouped && scores.shape.AsSpan().SequenceEqual(teacher.shape), scores, teacher);
        using var scope = NewDisposeScope();
        return functional.mse_loss(Margins(scores), Margins(teacher)).MoveToOuterDisposeScope();
    }

    // [queries, 1 + negatives] to [queries, negatives]
    private static Tensor Margins(Tensor scores) =>
        scores.narrow(1, 0, 1) - scores.narrow(1, 1, scores.shape[1] - 1);
}
