using Kale.Trainer.Jobs;
using Kale.Trainer.Recipes.Dual;
using Kale.V1;

namespace Kale.Trainer.Recipes.Cross;

/// <summary>
/// The hard negatives of training and held-out queries, mined once by a dual encoder: best by the one whose hits will
/// be reranked, since those of a weaker one are too easy.
/// </summary>
internal sealed class MinedPools
{
    public MinedPools(
        JobContext context, TeacherEncoding encoders, TrainCrossEncoder spec, HeldOutQueries held, int count,
        CancellationToken cancellation)
    {
        if (count == 0)
            return;
        var bundle = context.Encoders.Find(spec.NegativesEncoder.Length > 0 ? spec.NegativesEncoder : spec.Backbone);
        int[][] Mine(LabelledSet set)
        {
            if (set.Queries.Count == 0)
                return [];
            var (queries, documents) = encoders.Encode(
                bundle, set, (stage, done, all) => context.Progress(stage, done, all, texts: done), cancellation);
            return HardNegatives.Mine(
                set, queries, documents, bundle.Manifest.Metric, HardNegatives.PoolFor(count), cancellation);
        }

        (Training, HeldOut) = (Mine(held.Training), Mine(held.Training.With(held.Queries)));
    }

    /// <summary>For each training query; empty where none are mined.</summary>
    public int[][] Training { get; } = [];

    /// <summary>For each held-out query.</summary>
    public int[][] HeldOut { get; } = [];
}
