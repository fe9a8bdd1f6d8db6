using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Kale.Bundles;
using Kale.Storage;
using Kale.Trainer.Data;

namespace Kale.Trainer.Measuring;

/// <summary>
/// Vectors of corpora on disk, by encoder, side and texts: computed once, however many jobs need them. A damaged file
/// is computed anew; when all together are too large, those not used for longest go.
/// </summary>
internal sealed class VectorCache(string directory, long maxBytes, TimeProvider time)
{
    private const int HashBytes = 32;
    private const int HeaderBytes = 8 + 4 + HashBytes;
    private static ReadOnlySpan<byte> Magic => "KALEVEC1"u8;

    /// <summary>The vectors of texts, from the cache or from <paramref name="encode"/>.</summary>
    /// <param name="fingerprint">Of the encoder.</param>
    /// <param name="role">Which side.</param>
    /// <param name="texts">In their order.</param>
    /// <param name="encode">Computes them.</param>
    public VectorTable Get(string fingerprint, EncoderRole role, IReadOnlyList<string> texts, Func<VectorTable> encode)
    {
        var key = DataHash.Of([fingerprint, role.ToString(), DataHash.Of(texts)]);
        var path = Path.Combine(directory, key + ".vectors");
        if (Read(path) is { } cached && cached.Rows == texts.Count)
            return cached;
        var vectors = encode();
        if (vectors.Rows > 0)
            Write(path, vectors);
        return vectors;
    }

    private VectorTable? Read(string path)
    {
        if (!File.Exists(path) || !PlainFile.Is(path))
            return null;
        var bytes = PlainFile.ReadAllBytes(path);
        if (bytes.Length < HeaderBytes || !bytes.AsSpan().StartsWith(Magic))
            return null;
        var dims = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        var payload = bytes.AsSpan(HeaderBytes);
        if (dims <= 0 || payload.Length % (dims * sizeof(float)) != 0
            || !SHA256.HashData(payload).AsSpan().SequenceEqual(bytes.AsSpan(12, HashBytes)))
        {
            return null;
        }

        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        return new VectorTable(MemoryMarshal.Cast<byte, float>(payload).ToArray(), dims);
    }

    private void Write(string path, VectorTable vectors)
    {
        var payload = MemoryMarshal.AsBytes(vectors.Data.AsSpan());
        var bytes = new byte[HeaderBytes + payload.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), vectors.Dims);
        SHA256.HashData(payload, bytes.AsSpan(12));
        payload.CopyTo(bytes.AsSpan(HeaderBytes));
        try
        {
            MakeRoom(bytes.Length);
            DurableFile.Replace(path, bytes);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            // The job goes on with what it has computed; a disk that stays full fails it where that matters.
            File.Delete(Path.Combine(directory, $".{Path.GetFileName(path)}.new"));
        }
    }

    private void MakeRoom(long bytes)
    {
        var files = new DirectoryInfo(directory)
            .GetFiles("*.vectors")
            .OrderByDescending(file => file.LastWriteTimeUtc)
            .ToList();
        foreach (var file in files)
        {
            bytes += file.Length;
            if (bytes > maxBytes)
                file.Delete();
        }
    }
}
