using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Kale.VectorIndex;

/// <summary>
/// The id of a passage: UUID version 5 (RFC 9562, section 5.5) of "document id/ordinal", so that indexing a document
/// again overwrites its passages wherever and whenever it runs.
/// </summary>
public static class PassageId
{
    /// <summary>uuid5(NAMESPACE_URL, "urn:kale:passages").</summary>
    public static readonly Guid Namespace = new("273b3bec-02c3-5981-a518-16b89fdcb0e1");

    /// <summary>The id of a document's passage, counted from 0.</summary>
    public static Guid Of(string documentId, int ordinal) => NameBased(Namespace, $"{documentId}/{ordinal}");

    [SuppressMessage("Security", "CA5350",
        Justification = "Version 5 is defined with SHA-1; nothing here is a secret.")]
    internal static Guid NameBased(Guid space, string name)
    {
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(16));

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50); // version 5
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80); // the RFC's variant
        return new Guid(hash[..16], bigEndian: true);
    }
}
