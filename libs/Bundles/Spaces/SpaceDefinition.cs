using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Kale.Bundles;

/// <summary>
/// What defines an embedding space: vectors may be compared when, and only when, their spaces' ids are equal.
/// </summary>
/// <param name="ContextFingerprint">Of the encoder that encodes documents.</param>
/// <param name="QueryFingerprint">Of the reference query encoder, which others are aligned to.</param>
/// <param name="TokenizerHash">Of the reference query encoder's tokenizer.</param>
/// <param name="Pooling">Token vectors to one vector.</param>
/// <param name="Prompts">What is put in front of queries and documents.</param>
/// <param name="Normalize">Whether vectors are scaled to length 1.</param>
/// <param name="Dims">Length of the vectors.</param>
/// <param name="Metric">How vectors are compared.</param>
public sealed record SpaceDefinition(
    string ContextFingerprint,
    string QueryFingerprint,
    string TokenizerHash,
    PoolingMode Pooling,
    Prompts Prompts,
    bool Normalize,
    int Dims,
    Metric Metric)
{
    /// <summary><c>space-</c> and 32 hex digits: the head of the sha256 over all of this.</summary>
    [JsonIgnore]
    public string Id => "space-" + CanonicalJson.Hash(ToJson())[..32];

    /// <summary>The space of one encoder that encodes both sides.</summary>
    /// <exception cref="BundleException">The encoder is a cross encoder.</exception>
    public static SpaceDefinition Symmetric(EncoderModel encoder) => Between(encoder, encoder);

    /// <summary>The space of two encoders made for each other.</summary>
    /// <exception cref="BundleException">One is a cross encoder, or their vectors are not made alike.</exception>
    public static SpaceDefinition Between(EncoderModel context, EncoderModel referenceQuery)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(referenceQuery);
        RequireAlike(context, referenceQuery);
        var fingerprint = context.Fingerprint;
        return new SpaceDefinition(
            fingerprint,
            ReferenceEquals(context, referenceQuery) ? fingerprint : referenceQuery.Fingerprint,
            referenceQuery.Tokenizer.Hash,
            referenceQuery.Pooling,
            new Prompts(referenceQuery.Prompts.Query, context.Prompts.Document),
            referenceQuery.Normalize,
            referenceQuery.Dims,
            referenceQuery.Metric);
    }

    private static void RequireAlike(EncoderModel context, EncoderModel query)
    {
        if (context.Kind == BundleKind.CrossEncoder || query.Kind == BundleKind.CrossEncoder)
        {
            throw new BundleException(BundleError.Invalid, "A cross encoder makes no vectors and has no embedding "
                + "space.");
        }

        if ((context.Dims, context.Normalize, context.Metric) != (query.Dims, query.Normalize, query.Metric))
        {
            throw new BundleException(
                BundleError.SpaceMismatch,
                $"The two encoders differ: {Describe(context)} for documents, {Describe(query)} for queries; "
                    + "they cannot share a space.");
        }
    }

    private static string Describe(EncoderModel model) =>
        $"{model.Dims} dims, {(model.Normalize ? "normalised" : "not normalised")}, {model.Metric}";

    private JsonNode ToJson() => JsonSerializer.SerializeToNode(this, ManifestJson.Options)!;
}
