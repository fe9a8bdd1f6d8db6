using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>A way to compress messages.</summary>
public interface ICompressionProvider
{
    /// <summary>The name in the grpc-encoding and grpc-accept-encoding headers.</summary>
    string EncodingName { get; }

    /// <summary>A stream that writes what is written to it, compressed, to the given one.</summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>A stream that reads the given one decompressed.</summary>
    Stream CreateDecompressionStream(Stream stream);
}
