using System.Text.Json;
using Kale.Bundles;
using Kale.Storage;
using Kale.Trainer.Jobs;

namespace Kale.Trainer.Data;

/// <summary>
/// What a job read of the collections, kept with it: they go on changing, and a job that is taken up again computes
/// what it would have computed.
/// </summary>
internal static class KeptCollections
{
    /// <summary>As they were when the job first read them.</summary>
    public static async Task<IReadOnlyList<LiveCollection>> ReadAsync(
        JobContext context, Func<Task<IReadOnlyList<LiveCollection>>> read)
    {
        if (File.Exists(context.CollectionsFile))
            return JsonSerializer.Deserialize<LiveCollection[]>(PlainFile.ReadAllBytes(context.CollectionsFile))!;
        var collections = await read();
        DurableFile.Replace(context.CollectionsFile, JsonSerializer.SerializeToUtf8Bytes(collections));
        return collections;
    }
}
