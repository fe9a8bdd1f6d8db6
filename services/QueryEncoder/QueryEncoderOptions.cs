using System.ComponentModel.DataAnnotations;
using Kale.Encoding.Batching;
using Kale.Encoding.Inference;
using Kale.QueryEncoder.Caching;
using Kale.QueryEncoder.Following;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder;

/// <summary>What a query encoder serves, and how much it takes at once (section "QueryEncoder").</summary>
public sealed class QueryEncoderOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "QueryEncoder";

    /// <summary>The directory of bundles, "bundles" under the working directory by default.</summary>
    [Required]
    public string BundleStore { get; set; } = "bundles";

    /// <summary>
    /// The dual encoder to serve: a name or id in the store, or the directory of a bundle. A name that is not there yet
    /// is waited for. Empty: none, for a host that only reranks.
    /// </summary>
    public string Encoder { get; set; } = "";

    /// <summary>
    /// The route to follow: its active release answers, its candidate is loaded beside. <see cref="Encoder"/> then
    /// answers until the route is known. Empty: <see cref="Encoder"/> answers always. A route needs a state store
    /// (section "State").
    /// </summary>
    public string Route { get; set; } = "";

    /// <summary>How vectors are kept for equal queries.</summary>
    [Required, ValidateObjectMembers]
    public CacheOptions Cache { get; set; } = new();

    /// <summary>How the route is followed.</summary>
    [Required, ValidateObjectMembers]
    public FollowingOptions Following { get; set; } = new();

    /// <summary>The cross encoder to rerank with, named in the same way. Empty: Rerank is not offered.</summary>
    public string CrossEncoder { get; set; } = "";

    /// <summary>
    /// Texts of one call. 1,024; fewer where so many vectors would not fit into the 4 MiB that gRPC clients take by
    /// default.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxTextsPerCall { get; set; } = 1024;

    /// <summary>Passages of one Rerank call. 1,000, as the contract says.</summary>
    [Range(1, 1_000)]
    public int MaxPassagesPerCall { get; set; } = 1000;

    /// <summary>
    /// Texts of one stream in work at the same time. 128: two full batches, so that one fills while one runs.
    /// </summary>
    [Range(1, 65_536)]
    public int MaxStreamInFlight { get; set; } = 128;

    /// <summary>
    /// An Encode call is refused before it is read while what is ahead of it and a batch of its own would take more
    /// than this part of its caller's time. 0.7; more than the part of it that a gateway lets its searches wait.
    /// </summary>
    [Range(0.01, 1)]
    public double DeadlineShare { get; set; } = 0.7;

    /// <summary>
    /// The same for callers with more time, and four batches at least: a longer queue makes nothing faster. 1 s. A
    /// caller without a deadline waits while the queue has room.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How batches form and when the queue refuses.</summary>
    [Required, ValidateObjectMembers]
    public BatchingOptions Batching { get; set; } = new();

    /// <summary>How graphs are computed: threads, device.</summary>
    [Required, ValidateObjectMembers]
    public InferenceOptions Inference { get; set; } = new();
}
