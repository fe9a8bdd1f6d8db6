namespace Kale.Trainer.Models.Runtime;

/// <summary>
/// Loads libtorch when the Trainer starts, beside everything else, so that the log says what it computes with. A suite
/// on a machine without libtorch searches all the same; its training jobs fail with what is missing.
/// </summary>
internal sealed class TorchAtStart(ILogger<TorchAtStart> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(Report, CancellationToken.None);

    private void Report()
    {
        try
        {
            var runtime = TorchRuntime.Describe();
            Log.TorchLoaded(
                logger, runtime.Version, runtime.Device, runtime.Threads,
                runtime.BlasKernel ?? "its own choice", runtime.WaitPolicy ?? "default");
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            Log.TorchMissing(logger, e);
        }
    }
}
