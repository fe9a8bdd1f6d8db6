using System.ComponentModel.DataAnnotations;
using Kale.ContextIndexer.Indexing;
using Kale.ContextIndexer.Passages;
using Kale.VectorIndex;
using Microsoft.Extensions.Options;

namespace Kale.ContextIndexer;

/// <summary>What the context indexer can be told (section "ContextIndexer").</summary>
public sealed class ContextIndexerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "ContextIndexer";

    /// <summary>The directory of the bundle store, "bundles" under the working directory by default.</summary>
    [Required]
    public string BundleStore { get; set; } = "bundles";

    /// <summary>
    /// The context encoder: a bundle's name or id in the store, or the path of a bundle. "context" by default. The
    /// service waits for it and is not ready before; another encoder is another space, so it is never changed while
    /// running.
    /// </summary>
    [Required]
    public string Encoder { get; set; } = "context";

    /// <summary>How the encoder computes.</summary>
    [Required, ValidateObjectMembers]
    public EncodingOptions Encoding { get; set; } = new();

    /// <summary>The vector store.</summary>
    [Required, ValidateObjectMembers]
    public VectorStoreOptions Qdrant { get; set; } = new();

    /// <summary>How documents become passages.</summary>
    [Required, ValidateObjectMembers]
    public PassageOptions Passages { get; set; } = new();

    /// <summary>How documents flow from stream to store.</summary>
    [Required, ValidateObjectMembers]
    public PipelineOptions Pipeline { get; set; } = new();

    /// <summary>
    /// Payload fields of new builds that get an index of their own, with what they hold: { "category": "Keyword" }.
    /// None by default; needed only where filters must stay fast in collections of millions.
    /// </summary>
    public Dictionary<string, PayloadFieldType> IndexedFields { get; set; } = [];

    /// <summary>
    /// Builds kept for rollback after a commit, 1 by default; each costs as much disk as the serving one.
    /// </summary>
    [Range(1, 100)]
    public int RetiredBuildsKept { get; set; } = 1;
}
