using System.ComponentModel.DataAnnotations;
using Kale.Gateway.Peers;
using Kale.ServiceDefaults.Admission;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.Gateway;

/// <summary>Whom the gateway asks, and how long it waits (section "Gateway").</summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>The query encoder, http://127.0.0.1:7701 by default.</summary>
    [Required, ValidateObjectMembers]
    public PeerOptions QueryEncoder { get; set; } = new() { Address = "http://127.0.0.1:7701" };

    /// <summary>
    /// A query encoder that was started with a cross encoder. No address by default: nothing is reranked.
    /// </summary>
    [Required, ValidateObjectMembers]
    public PeerOptions Reranker { get; set; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>
    /// The Trainer, which is asked what its jobs read before a bundle is deleted. No address by default: then nobody
    /// is, and a job whose bundle is deleted fails.
    /// </summary>
    [Required, ValidateObjectMembers]
    public PeerOptions Trainer { get; set; } = new();

    /// <summary>
    /// The vector store. A search waits for one that is away for 2 s, not for as long as an indexing run would.
    /// </summary>
    [Required, ValidateObjectMembers]
    public VectorStoreOptions Qdrant { get; set; } = new()
    {
        Timeout = TimeSpan.FromSeconds(10),
        RetryFor = TimeSpan.FromSeconds(2),
    };

    /// <summary>How many searches are worked on at the same time, and which are refused.</summary>
    [Required, ValidateObjectMembers]
    public AdmissionOptions Admission { get; set; } = new();

    /// <summary>The part of the caller's time in which the query must be encoded. 0.75.</summary>
    [Range(0.01, 1)]
    public double EncodeShare { get; set; } = 0.75;

    /// <summary>
    /// The part of the caller's time that the vector store has after that; what is left is for reranking and for the
    /// answer. 0.2.
    /// </summary>
    [Range(0.01, 1)]
    public double StoreShare { get; set; } = 0.2;

    /// <summary>Searches of one stream in work at the same time. 32: what one encoder's batch takes well.</summary>
    [Range(1, 1024)]
    public int MaxStreamInFlight { get; set; } = 32;

    /// <summary>
    /// The route whose encoder answers searches, "default" by default; without one, the configured encoder does.
    /// </summary>
    [Required]
    public string Route { get; set; } = "default";

    /// <summary>
    /// The directory of bundles that the registry keeps; may be a volume shared with query encoders. "bundles". With a
    /// bucket (section "S3") it is this gateway's copy of what lies there.
    /// </summary>
    [Required]
    public string BundleStore { get; set; } = "bundles";

    /// <summary>What a bundle that is uploaded may have, in bytes of all files together. 16 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBundleBytes { get; set; } = 16L << 30;

    /// <summary>
    /// Names, separated by commas, that services are started with, and that are therefore not forgotten; the Trainer's
    /// setting of this name. None by default.
    /// </summary>
    public string ProtectedNames { get; set; } = "";

    /// <summary>Where EncoderRegistry is called, if not where searches are.</summary>
    [Required]
    public OperatorOptions Operator { get; set; } = new();

    /// <summary>How candidates are judged.</summary>
    [Required, ValidateObjectMembers]
    public RolloutOptions Rollout { get; set; } = new();

    /// <summary>
    /// What must be left of the caller's deadline after reranking; with less in sight reranking is skipped. 20 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RerankReserve { get; set; } = TimeSpan.FromMilliseconds(20);
}

/// <summary>A port for operators (section "Gateway:Operator").</summary>
public sealed class OperatorOptions
{
    /// <summary>
    /// An address of its own, such as http://0.0.0.0:8082, where EncoderRegistry (and Training, where it is of the same
    /// process) is called; the others then look as if it were not there. Empty: it is called where all others are.
    /// </summary>
    public string Url { get; set; } = "";
}

/// <summary>How this gateway judges candidates (section "Gateway:Rollout").</summary>
public sealed class RolloutOptions
{
    /// <summary>
    /// Consent to keep the texts of recent queries in memory, so that the gate compares encoders on what people search.
    /// Off by default: the gate then asks the space's probe texts. Texts are never written, logged or sent but to the
    /// encoders.
    /// </summary>
    public bool KeepQueries { get; set; }

    /// <summary>Recent queries kept, 500: each replaces the oldest. A gate runs them all with both encoders.</summary>
    [Range(10, 10_000)]
    public int KeptQueries { get; set; } = 500;

    /// <summary>
    /// Reports kept of each route, 100: the newest. Those of the active release, of the warm one and of the candidate
    /// stay beside them. Raise it where a release must be accounted for long after it is gone.
    /// </summary>
    [Range(1, 10_000)]
    public int KeptReports { get; set; } = 100;

    /// <summary>Comparisons of live searches that may wait, 64; more are left out and counted.</summary>
    [Range(1, 10_000)]
    public int MaxWaitingComparisons { get; set; } = 64;

    /// <summary>Comparisons in work at the same time, 2: they share encoder and store with searches.</summary>
    [Range(1, 64)]
    public int ComparisonsInFlight { get; set; } = 2;

    /// <summary>
    /// How often the route, the fleet and the observations are looked at when nothing is announced. 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Another service of the suite.</summary>
public sealed class PeerOptions
{
    /// <summary>
    /// http://host:port, https://host:port, dns:///name:port to balance over all addresses of a name, or
    /// static:///host:port,host:port over those listed.
    /// </summary>
    [PeerAddress]
    public string Address { get; set; } = "";

    /// <summary>Speaks TLS to a dns:/// or static:/// address.</summary>
    public bool Tls { get; set; }

    /// <summary>Sent as "authorization: Bearer KEY"; none by default.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The longest one call may take, also where the caller set no deadline. 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Asks a second replica when the first has not answered after this long, and takes whichever is faster. Off by
    /// default: it buys a shorter tail with more load.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan? HedgeAfter { get; set; }

    internal bool IsSet => Address.Length > 0;
}
