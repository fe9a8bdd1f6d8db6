using System.Buffers.Binary;
using System.Security.Cryptography;
using Kale.VectorIndex;

namespace Kale.ContextIndexer.Passages;

/// <summary>
/// What a document's stored passages depend on, in one hash: its title, text and payload, the encoder's weights, and
/// how it is split. Equal hashes mean that indexing the document again would change nothing.
/// </summary>
internal sealed class ContentHash
{
    /// <summary>Grows when the same settings begin to make other passages.</summary>
    private const int SplitterVersion = 1;

    private readonly byte[] _settings;

    /// <param name="encoderFingerprint">Of everything that changes the encoder's vectors.</param>
    /// <param name="maxTokens">Tokens of a passage, with special tokens.</param>
    /// <param name="options">How documents are split.</param>
    public ContentHash(string encoderFingerprint, int maxTokens, PassageOptions options)
    {
        object[] settings =
        [
            SplitterVersion, encoderFingerprint, maxTokens, options.LongDocuments, options.OverlapTokens,
            options.MaxCharacters,
        ];
        _settings = TextEncoding.UTF8.GetBytes(string.Join(' ', settings));
    }

    /// <summary>
    /// SHA-256 in lower-case hex over the settings and the document's fields, each led by its length.
    /// </summary>
    public string Of(string title, string text, UserPayload? payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, _settings);
        Append(hash, TextEncoding.UTF8.GetBytes(title));
        Append(hash, TextEncoding.UTF8.GetBytes(text));
        Append(hash, TextEncoding.UTF8.GetBytes(payload?.ToJson() ?? "{}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, field.Length);
        hash.AppendData(length);
        hash.AppendData(field);
    }
}
