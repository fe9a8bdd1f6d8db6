using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Kale.Bundles;

/// <summary>kale.json: what a bundle is and which bytes it consists of.</summary>
public sealed record BundleManifest
{
    /// <summary>The manifest's file name.</summary>
    public const string FileName = "kale.json";

    /// <summary>The format that this suite writes; it reads the earlier one too.</summary>
    public const int CurrentFormat = 2;

    /// <summary>The format of this manifest.</summary>
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>
    /// <c>bundle-</c> and 32 hex digits: the head of the sha256 over the content, which is all other fields but
    /// <see cref="Seal"/>, <see cref="Name"/> and <see cref="Provenance"/>: the same encoder made again is the same
    /// bundle. In format 1 these two are hashed too.
    /// </summary>
    public string Id { get; init; } = "";

    /// <summary>
    /// 64 hex digits: the sha256 over all other fields, so that a changed description is noticed as well; null in
    /// format 1.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Seal { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Vector per text, or scores per pair.</summary>
    public required BundleKind Kind { get; init; }

    /// <summary>The sides it may encode; none for a cross encoder.</summary>
    public required IReadOnlyList<EncoderRole> Roles { get; init; }

    /// <summary>The id of <see cref="Space"/>; empty for a cross encoder.</summary>
    public string SpaceId { get; init; } = "";

    /// <summary>The embedding space of its vectors; null for a cross encoder.</summary>
    public SpaceDefinition? Space { get; init; }

    /// <summary>Length of the vectors; 0 for a cross encoder.</summary>
    public required int Dims { get; init; }

    /// <summary>How vectors are compared.</summary>
    public required Metric Metric { get; init; }

    /// <summary>Token vectors to one vector.</summary>
    public required PoolingMode Pooling { get; init; }

    /// <summary>Whether vectors are scaled to length 1.</summary>
    public required bool Normalize { get; init; }

    /// <summary>What is put in front of queries and documents.</summary>
    public required Prompts Prompts { get; init; }

    /// <summary>The longest input in tokens, class and separator tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>The indices that the layers had in the encoder they were cut from.</summary>
    public required IReadOnlyList<int> LayersKept { get; init; }

    /// <summary>The hash of the tokenizer.</summary>
    public required string TokenizerHash { get; init; }

    /// <summary>The fingerprint of the encoder itself.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Where it comes from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>All files but this one, by their path with slashes.</summary>
    public required IReadOnlyDictionary<string, FileEntry> Files { get; init; }

    /// <summary>Reads the manifest of a bundle's directory and checks its id, but no other file.</summary>
    /// <exception cref="BundleException">There is none, it is malformed or changed, or of a newer format.</exception>
    public static BundleManifest Read(string directory) => ManifestFile.Read(Path.Combine(directory, FileName));

    /// <summary>This manifest with the id and the seal that its other fields make.</summary>
    public BundleManifest WithId()
    {
        var named = this with { Id = ManifestFile.IdOf(ToJsonObject()), Seal = null };
        return FormatVersion == 1 ? named : named with { Seal = ManifestFile.SealOf(named.ToJsonObject()) };
    }

    /// <summary>The text of kale.json.</summary>
    public string ToJson() => ToJsonObject().ToJsonString(ManifestJson.Options) + "\n";

    private JsonObject ToJsonObject() => JsonSerializer.SerializeToNode(this, ManifestJson.Options)!.AsObject();
}

/// <summary>The bytes a file of a bundle must have.</summary>
/// <param name="Sha256">64 lower-case hex digits.</param>
/// <param name="Size">Length in bytes.</param>
public sealed record FileEntry(string Sha256, long Size);
