namespace Kale.Trainer;

/// <summary>The trainer as a part of any host.</summary>
public static class TrainerSetup
{
    /// <summary>Training jobs.</summary>
    public static WebApplicationBuilder AddTrainer(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TrainingService>();
        return builder;
    }

    /// <summary>Maps Training.</summary>
    public static WebApplication MapTrainer(this WebApplication app)
    {
        app.MapGrpcService<TrainingService>();
        return app;
    }
}
