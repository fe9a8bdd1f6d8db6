using System.ComponentModel.DataAnnotations;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.Trainer;

/// <summary>Where the Trainer keeps its jobs, finds its data, and puts its bundles (section "Trainer").</summary>
public sealed class TrainerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Trainer";

    /// <summary>
    /// The directory of jobs, checkpoints and reports; "trainer" under the working directory by default.
    /// </summary>
    [Required]
    public string DataDirectory { get; set; } = "trainer";

    /// <summary>The directory of bundles, "bundles" under the working directory by default.</summary>
    [Required]
    public string BundleStore { get; set; } = "bundles";

    /// <summary>
    /// Directories that jobs may read data sets from, by the name that requests use. None by default, so that no
    /// request reads anything: <c>--Trainer:DataRoots:corpora=/srv/corpora</c>.
    /// </summary>
    public Dictionary<string, string> DataRoots { get; } = [];

    /// <summary>
    /// Names, separated by commas, under which no job may publish: those that services are started with, since a
    /// bundle of such a name would be served after the next restart without a gate. None by default.
    /// </summary>
    public string ProtectedNames { get; set; } = "";

    /// <summary>
    /// The vector store, whose collections alignments take their texts from; http://localhost:6334 by default. A key
    /// that may only read is enough.
    /// </summary>
    [Required, ValidateObjectMembers]
    public VectorStoreOptions Qdrant { get; set; } = new()
    {
        Timeout = TimeSpan.FromSeconds(30),
        RetryFor = TimeSpan.FromSeconds(2),
    };

    /// <summary>
    /// Passages that an alignment reads of all live collections together, 20,000: as many texts as it trains on by
    /// default.
    /// </summary>
    [Range(100, 1_000_000)]
    public int MaxCollectionPassages { get; set; } = 20_000;

    /// <summary>Jobs that may wait. 100; more are refused until some are done.</summary>
    [Range(1, 100_000)]
    public int MaxQueuedJobs { get; set; } = 100;

    /// <summary>
    /// Bytes that vectors of corpora may take in the data directory, 4 GiB; jobs compute anew what had to go.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long MaxVectorCacheBytes { get; set; } = 4L << 30;

    /// <summary>How long what ended jobs leave is kept.</summary>
    [Required, ValidateObjectMembers]
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>
    /// Where networks learn: cpu, the default, cuda for the first GPU, or cuda:N. A GPU needs the libtorch that is
    /// built with CUDA; see docs/operations.md.
    /// </summary>
    [Required]
    public string Device { get; set; } = "cpu";

    /// <summary>
    /// The least time between two progress events of a job. 1 s: an event is an fsync, and ten hours of them
    /// stay readable.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// How long what ended jobs leave is kept (section "Trainer:Retention"). Jobs that have succeeded keep no checkpoints.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>
    /// How long a failed job can be resumed from its last checkpoint, 30 days; resumed later, it begins anew. 0: it
    /// always does.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan FailedCheckpoints { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The same for a job that was cancelled, 7 days: somebody wanted it to end.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan CancelledCheckpoints { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often is looked for what is over. 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);
}
