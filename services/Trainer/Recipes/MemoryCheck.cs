using Kale.ServiceDefaults.Errors;
using Kale.Training;

namespace Kale.Trainer.Recipes;

/// <summary>Whether the machine can hold a batch that a request asks for, whatever else it does now.</summary>
internal static class MemoryCheck
{
    /// <param name="check">Collects.</param>
    /// <param name="optimization">The field's name below the spec.</param>
    /// <param name="batch">What would be trained at once.</param>
    /// <param name="device">Where.</param>
    public static void Add(RequestCheck check, string optimization, TrainingBatch batch, TrainingDevice device)
    {
        if (TrainingMemory.ComplaintAbout(batch, device) is { } complaint)
            check.Violation($"{optimization}.batch_size", complaint);
    }
}
