using System.ComponentModel.DataAnnotations;

namespace Kale.ContextIndexer.Indexing;

/// <summary>
/// How documents flow from a stream to the store. Documents travel in windows; each window is looked up, split, encoded
/// in batches of similar length, written and acknowledged as a whole, while its successors are in the stages before.
/// </summary>
public sealed class PipelineOptions
{
    /// <summary>
    /// Documents of a window, 256 by default: more make batches of more even length, fewer bring acknowledgements
    /// sooner.
    /// </summary>
    [Range(1, 10_000)]
    public int WindowDocuments { get; set; } = 256;

    /// <summary>
    /// Characters of a window's documents, 400,000 by default; bounds the memory of a stream to a few windows.
    /// </summary>
    [Range(10_000, 100_000_000)]
    public int WindowCharacters { get; set; } = 400_000;

    /// <summary>A window that nothing was added to for this long, 20 ms by default, goes on as it is.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan Idle { get; set; } = TimeSpan.FromMilliseconds(20);
}
