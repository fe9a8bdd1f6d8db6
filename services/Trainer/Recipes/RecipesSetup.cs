using Kale.Trainer.Data;
using Kale.Trainer.Jobs.Storage;
using Kale.Trainer.Measuring;
using Kale.Trainer.Recipes.Alignment;
using Kale.Trainer.Recipes.Cross;
using Kale.Trainer.Recipes.Dual;
using Kale.Trainer.Recipes.Evaluation;
using Kale.Trainer.Recipes.Infuse;
using Kale.Trainer.Recipes.LayerProbing;
using Kale.Trainer.Recipes.Sweep;
using Microsoft.Extensions.Options;

namespace Kale.Trainer.Recipes;

/// <summary>Every kind of job that this Trainer offers, and what recipes share.</summary>
internal static class RecipesSetup
{
    /// <summary>The recipes: one line each, <c>.AddSingleton&lt;IRecipe, X&gt;()</c>.</summary>
    public static IServiceCollection AddRecipes(this IServiceCollection services) => services
        .AddShared()
        .AddDual()
        .AddSingleton<CrossTraining>()
        .AddSingleton<IRecipe, AlignQueryEncoderRecipe>()
        .AddSingleton<IRecipe, EvaluateRecipe>()
        .AddSingleton<IRecipe, ProbeLayersRecipe>()
        .AddSingleton<IRecipe, SweepAlignmentRecipe>()
        .AddSingleton<IRecipe, TrainCrossEncoderRecipe>();

    private static IServiceCollection AddDual(this IServiceCollection services) => services
        .AddSingleton<TeacherEncoding>()
        .AddSingleton<DualTraining>()
        .AddSingleton<DualSpecCheck>()
        .AddSingleton<IRecipe, TrainDualEncoderRecipe>()
        .AddSingleton<IRecipe, InfuseDualEncoderRecipe>();

    private static IServiceCollection AddShared(this IServiceCollection services) => services
        .AddSingleton<DataSets>()
        .AddSingleton<LiveCollections>()
        .AddSingleton<AlignmentTextSources>()
        .AddSingleton(host => new VectorCache(
            host.GetRequiredService<DataDirectory>().Vectors,
            host.GetRequiredService<IOptions<TrainerOptions>>().Value.MaxVectorCacheBytes,
            host.GetRequiredService<TimeProvider>()));
}
