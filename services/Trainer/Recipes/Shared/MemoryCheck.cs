using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Models.Runtime;

namespace Kale.Trainer.Recipes.Shared;

/// <summary>Whether the machine can hold a batch that a request asks for, whatever else it does now.</summary>
internal static class MemoryCheck
{
    /// <param name="check">Collects.</param>
    /// <param name="optimization">The field's name below the spec.</param>
    /// <param name="batch">What would be trained at once.</param>
    public static void Add(RequestCheck check, string optimization, TrainingBatch batch)
    {
        if (TrainingMemory.ComplaintAbout(batch) is { } complaint)
            check.Violation($"{optimization}.batch_size", complaint);
    }
}
