using System.ComponentModel.DataAnnotations;

namespace Kale.LocalQdrant;

/// <summary>How the embedded vector store runs.</summary>
public sealed class LocalQdrantOptions
{
    /// <summary>The directory that holds everything; made when missing. One process at a time may use it.</summary>
    [Required(
        AllowEmptyStrings = false, ErrorMessage = "LocalQdrantOptions.DataDirectory is not set: name a directory.")]
    public string DataDirectory { get; set; } = "";

    /// <summary>
    /// Addresses to listen on. Default: http://127.0.0.1:6334, Qdrant's own gRPC port, this machine only.
    /// </summary>
    public IList<string> Urls { get; } = [];

    /// <summary>When set, calls must carry it as metadata <c>api-key</c> or as a Bearer token. Default: none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// Cores that searches may use: one search all of them, several at a time one each. A search streams all vectors
    /// of a collection through the processor, so more cores help until the memory is saturated. Default: all.
    /// </summary>
    [Range(1, 1024)]
    public int SearchThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>The largest request, in bytes. Default: 256 MiB.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxRequestBytes { get; set; } = 256 << 20;

    /// <summary>
    /// Bytes of overwritten and deleted data a collection keeps on disk before its files are rewritten, on top of as
    /// much as it has live data. Default: 64 MiB.
    /// </summary>
    [Range(1 << 10, long.MaxValue)]
    public long CompactionSlackBytes { get; set; } = 64 << 20;
}
