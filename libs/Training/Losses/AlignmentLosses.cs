using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Kale.Training.Losses;

/// <summary>
/// The alignment losses by name. Divergences are between softmax distributions over the dimensions of one vector,
/// summed over dimensions, times T² (so that gradients keep their size, arXiv 1503.02531, section 2), mean over the
/// batch. At the scales of encoders' vectors they are within some percent of half the squared difference less its mean.
/// </summary>
public static class AlignmentLosses
{
    /// <summary>The losses.</summary>
    public static NamedTable<AlignmentLoss> All { get; } = new("alignment loss")
    {
        { "kl", new(
            "KL(teacher ‖ student): KALE (arXiv 2304.01016) as its public code computes it", true,
            (student, teacher, temperature) => Divergence(teacher, student, temperature)) },
        { "kl-reverse", new(
            "KL(student ‖ teacher): KALE (arXiv 2304.01016) as printed, equation 4.2 in its author's thesis", true,
            Divergence) },
        { "mse", new(
            "squared error, mean over dimensions: the alignment of Wang & Lyu 2023 (arXiv 2306.11550)", false,
            (student, teacher, _) => functional.mse_loss(student, teacher)) },
        { "cosine", new("1 - cosine, as NanoVDR's pointwise alignment (arXiv 2603.12824)", false, Cosine) },
    };

    /// <summary>T² · KL(p ‖ q) of p = softmax(first / T), q = softmax(second / T), mean over the batch.</summary>
    private static Tensor Divergence(Tensor first, Tensor second, double temperature)
    {
        using var scope = NewDisposeScope();
        var (p, q) = ((first / temperature).log_softmax(1), (second / temperature).log_softmax(1));
        var sum = functional.kl_div(q, p, log_target: true, Reduction.Sum);
        return (sum * (temperature * temperature / first.shape[0])).MoveToOuterDisposeScope();
    }

    private static Tensor Cosine(Tensor student, Tensor teacher, double temperature)
    {
        using var scope = NewDisposeScope();
        return (1 - functional.cosine_similarity(student, teacher, dim: 1).mean()).MoveToOuterDisposeScope();
    }
}
