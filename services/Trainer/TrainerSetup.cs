using Kale.Bundles;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Settings;
using Kale.Trainer.Jobs;
using Kale.Trainer.Jobs.Storage;
using Kale.Trainer.Recipes;
using Kale.Training;
using Microsoft.Extensions.Options;

namespace Kale.Trainer;

/// <summary>The trainer as a part of any host.</summary>
public static class TrainerSetup
{
    /// <summary>Training jobs, their recipes and what they need.</summary>
    public static WebApplicationBuilder AddTrainer(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<TrainerOptions, TrainerOptionsValidator>(TrainerOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<TrainerOptions>, DataRootsValidator>();
        builder.Services.AddSingleton<IValidateOptions<TrainerOptions>, DeviceValidator>();
        builder.Services
            .AddErrorRows(TrainingFailures.Add)
            .AddStores()
            .AddJobs()
            .AddRecipes()
            .AddHostedService<TorchAtStart>()
            .AddSingleton<TrainingService>();
        return builder;
    }

    /// <summary>Maps Training.</summary>
    public static WebApplication MapTrainer(this WebApplication app)
    {
        app.MapGrpcService<TrainingService>();
        return app;
    }

    private static IServiceCollection AddStores(this IServiceCollection services) => services
        .AddSingleton(host => DataDirectory.Open(Options(host).DataDirectory))
        .AddSingleton(host => new BundleStore(Options(host).BundleStore))
        .AddSingleton(host => new TrainingDevice(Options(host).Device));

    private static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<JobStore>()
        .AddSingleton<JobRecovery>()
        .AddSingleton<RecipeTable>()
        .AddSingleton<JobManager>()
        .AddSingleton<JobWatch>()
        .AddSingleton<JobMessages>()
        .AddSingleton<JobDeletion>()
        .AddHostedService<JobRunner>()
        .AddHostedService<CheckpointRetention>();

    private static TrainerOptions Options(IServiceProvider host) =>
        host.GetRequiredService<IOptions<TrainerOptions>>().Value;
}
