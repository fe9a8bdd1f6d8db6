using System.Runtime.CompilerServices;
using Kale.ServiceDefaults.Hosting;
using Kale.Training;
using TorchSharp;

namespace Kale.Trainer;

/// <summary>
/// Loads libtorch when the Trainer starts, beside everything else, so that the log says what it computes with. A suite
/// on a machine without libtorch searches all the same; its training jobs fail with what is missing.
/// </summary>
internal sealed class TorchAtStart(TrainingDevice device, TimeProvider time, ILogger<TorchAtStart> logger)
    : BackgroundLoop(time, logger)
{
    // Recipes call libtorch themselves: what the library sets before libtorch is loaded is set when they are.
    [ModuleInitializer]
    internal static void SetUp() => RuntimeHelpers.RunModuleConstructor(typeof(TrainingDevice).Module.ModuleHandle);

    protected override Task<bool> RoundAsync(CancellationToken cancellation)
    {
        Report();
        return Task.FromResult(false);
    }

    private void Report()
    {
        try
        {
            Log.TorchLoaded(
                Logger, torch.__version__, device, torch.get_num_threads(),
                MklKernels.GoByInstructions ? "the processor's instructions" : "MKL itself");
        }
        catch (Exception e)
        {
            Log.TorchMissing(Logger, e);
        }
    }
}
