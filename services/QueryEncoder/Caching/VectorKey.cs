using System.Buffers.Binary;
using System.Security.Cryptography;
using Kale.Bundles;
using Kale.Encoding;

namespace Kale.QueryEncoder.Caching;

/// <summary>
/// Everything that decides about a vector, as one hash: the space, the bundle's content, the prompt, what becomes of a
/// long text, and the text. Another encoder has other keys, so a swap can find no vector of the one before.
/// </summary>
internal readonly record struct VectorKey(UInt128 High, UInt128 Low)
{
    // Changed whenever entries would be read differently.
    private const string Format = "kale-vector-1";

    public static VectorKey Of(BundleManifest encoder, TruncationPolicy truncation, string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // No part but the text, which is last, holds a zero.
        var parts = string.Join(
            '\0', Format, encoder.SpaceId, encoder.Id, encoder.Prompts.Query.Length, encoder.Prompts.Query, truncation,
            text);
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(parts), hash);
        return new VectorKey(
            BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    public override string ToString() => $"{High:x32}{Low:x32}";
}
