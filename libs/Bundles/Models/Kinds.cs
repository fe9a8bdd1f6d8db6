using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kale.Bundles;

/// <summary>What the encoder of a bundle does.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<BundleKind>))]
public enum BundleKind
{
    /// <summary>One text to one vector.</summary>
    DualEncoder,

    /// <summary>A pair of texts to scores.</summary>
    CrossEncoder,
}

/// <summary>How the vectors of a text's tokens become one.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PoolingMode>))]
public enum PoolingMode
{
    /// <summary>The mean over the attention mask.</summary>
    Mean,

    /// <summary>The first token's vector.</summary>
    Cls,

    /// <summary>The last token's vector.</summary>
    Last,
}

/// <summary>How two vectors of a space are compared.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Metric>))]
public enum Metric
{
    /// <summary>Cosine of the angle.</summary>
    Cosine,

    /// <summary>Inner product.</summary>
    Dot,

    /// <summary>Euclidean distance.</summary>
    Euclid,
}

/// <summary>The side of retrieval that an encoder serves; each has its own prompt.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EncoderRole>))]
public enum EncoderRole
{
    /// <summary>Encodes queries.</summary>
    Query,

    /// <summary>Encodes documents' passages.</summary>
    Context,
}

/// <summary>Enums in JSON are kebab-case strings: <c>dual-encoder</c>.</summary>
internal sealed class KebabCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
