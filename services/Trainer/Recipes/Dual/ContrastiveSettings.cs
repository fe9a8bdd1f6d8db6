using Kale.Bundles;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>What a contrastive task needs to know beside its data.</summary>
/// <param name="BatchSize">Queries in a batch.</param>
/// <param name="Negatives">Hard negatives for each query; 0: only the other queries' documents.</param>
/// <param name="Temperature">Of InfoNCE.</param>
/// <param name="Metric">How vectors are compared.</param>
/// <param name="Seed">Of order and draws.</param>
internal sealed record ContrastiveSettings(int BatchSize, int Negatives, double Temperature, Metric Metric, ulong Seed)
{
    public TeacherVectors? Teacher { get; init; }

    /// <summary>Told stage, texts done and all texts.</summary>
    public required Action<string, int, int> Progress { get; init; }
}
