using System.ComponentModel.DataAnnotations;

namespace Kale.VectorIndex;

/// <summary>Where the vector store is and how it is spoken to.</summary>
public sealed class VectorStoreOptions
{
    /// <summary>
    /// The gRPC address of a Qdrant server or of the embedded store, http://localhost:6334 by default.
    /// </summary>
    [Required]
    [RegularExpression("https?://.+", ErrorMessage = "{0} must be the address of a vector store: http://host:port.")]
    public Uri Address { get; set; } = new("http://localhost:6334");

    /// <summary>Sent as `api-key` with every call; none by default.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The longest one call may take, 60 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// For how long a store that is not there or asks for patience is tried again, 30 s by default: longer than a
    /// restart, shorter than a caller's patience.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of one upsert, 4,000,000 by default: servers time out on much larger ones.</summary>
    [Range(10_000, 5_000_000)]
    public int MaxBatchBytes { get; set; } = 4_000_000;

    /// <summary>Passages of one upsert, 256 by default.</summary>
    [Range(1, 10_000)]
    public int MaxBatchPassages { get; set; } = 256;

    /// <summary>
    /// Bytes of one answer, 64 MB by default; gRPC's own default of 4 MB is too small for long lists of hits.
    /// </summary>
    [Range(4_000_000, int.MaxValue)]
    public int MaxReceiveBytes { get; set; } = 64_000_000;
}
