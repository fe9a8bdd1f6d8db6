using System.Text.Json.Serialization;

namespace Kale.Bundles;

/// <summary>A text with the vectors that encoders must make of it.</summary>
/// <param name="Text">The text, without a prompt.</param>
/// <param name="Role">The side it is encoded for.</param>
/// <param name="Reference">The vector of the space's reference encoder for that side, [dims].</param>
/// <param name="Own">The vector of this bundle's encoder when the bundle was made, [dims].</param>
public sealed record Probe(
    string Text,
    EncoderRole Role,
    [property: JsonConverter(typeof(VectorJsonConverter))] float[] Reference,
    [property: JsonConverter(typeof(VectorJsonConverter))] float[] Own);
