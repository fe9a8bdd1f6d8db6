using System.ComponentModel.DataAnnotations;

namespace Kale.Encoding.Batching;

/// <summary>How an encoder's queue forms batches and when it refuses.</summary>
public sealed class BatchingOptions
{
    /// <summary>
    /// The most tokens of a batch, padding included: rows × the longest. More tokens use wide hardware better; fewer
    /// let an urgent text begin sooner. A longer text is a batch by itself. Default 512: on two cores, some 50
    /// milliseconds of MiniLM, and larger batches are no faster; try 16,384 on a GPU.
    /// </summary>
    [Range(1, 1 << 24)]
    public int MaxBatchTokens { get; set; } = 512;

    /// <summary>The most texts of a batch. Default 64.</summary>
    [Range(1, 1 << 16)]
    public int MaxBatchRows { get; set; } = 64;

    /// <summary>
    /// The fixed cost of a batch, in tokens that would take as long. Texts of other lengths join a batch where their
    /// padding costs less than that saves: 0 keeps lengths apart, more makes batches larger. Default 32, measured on
    /// two cores.
    /// </summary>
    [Range(0, 1 << 20)]
    public int BatchOverheadTokens { get; set; } = 32;

    /// <summary>The most texts that wait. Default 4,096.</summary>
    [Range(1, 1 << 24)]
    public int MaxQueuedTexts { get; set; } = 4096;

    /// <summary>
    /// The most tokens that wait, which is also the most that one call may bring. Default 524,288: a call of 1,024
    /// texts of 512 tokens; on two cores, half a minute of MiniLM.
    /// </summary>
    [Range(1, 1 << 30)]
    public int MaxQueuedTokens { get; set; } = 524_288;

    /// <summary>
    /// The part of a caller's time by which its texts are to be computed; what would take longer is refused at once.
    /// Default 0.8: the rest is for the way to and from the queue, and for what the estimate missed. 1 fills the queue
    /// up to where every answer comes at its deadline, which is too late.
    /// </summary>
    [Range(0.01, 1)]
    public double DeadlineShare { get; set; } = 0.8;

    /// <summary>
    /// Batches computed at the same time. While one waits for its slowest thread, another uses the cores. Default 2:
    /// on two cores a fifth more texts a second than 1.
    /// </summary>
    [Range(1, 64)]
    public int Workers { get; set; } = 2;

    /// <summary>
    /// How long an idle worker waits for a batch to fill. Default none: batches form while the one before is
    /// computed, so waiting would only add to the latency of a quiet service.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// Every n-th batch begins with the text that has waited longest, the others with the earliest deadline: urgent
    /// texts cannot keep others out for ever. Default 4; 1 is first come, first served.
    /// </summary>
    [Range(1, 1024)]
    public int FairBatchInterval { get; set; } = 4;

    /// <summary>The encoder's name in metrics. Default "encoder".</summary>
    [Required]
    public string Name { get; set; } = "encoder";
}
