using Kale.Trainer.Data;
using Kale.Trainer.Evaluation.Search;
using Kale.Trainer.Jobs;
using Kale.Trainer.Jobs.Storage;
using Kale.Trainer.Recipes.Alignment;
using Kale.Trainer.Recipes.Evaluations;
using Kale.Trainer.Recipes.Sweep;
using Microsoft.Extensions.Options;

namespace Kale.Trainer.Recipes;

/// <summary>Every kind of job that this Trainer offers, and what recipes share.</summary>
internal static class RecipesSetup
{
    /// <summary>The recipes: one line each, <c>.AddSingleton&lt;IRecipe, X&gt;()</c>.</summary>
    public static IServiceCollection AddRecipes(this IServiceCollection services) => services
        .AddShared()
        .AddSingleton<IRecipe, AlignQueryEncoderRecipe>()
        .AddSingleton<IRecipe, EvaluateRecipe>()
        .AddSingleton<IRecipe, SweepAlignmentRecipe>();

    private static IServiceCollection AddShared(this IServiceCollection services) => services
        .AddSingleton<DataSets>()
        .AddSingleton(host => new VectorCache(
            host.GetRequiredService<DataDirectory>().Vectors,
            host.GetRequiredService<IOptions<TrainerOptions>>().Value.MaxVectorCacheBytes,
            host.GetRequiredService<TimeProvider>()));
}
