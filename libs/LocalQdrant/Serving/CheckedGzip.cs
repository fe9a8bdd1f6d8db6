using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Kale.LocalQdrant.Serving;

/// <summary>
/// gzip whose damage is the caller's mistake: a request is unpacked before any interceptor sees it, and gRPC would
/// answer UNKNOWN.
/// </summary>
internal sealed class CheckedGzip : ICompressionProvider
{
    private readonly GzipCompressionProvider _gzip = new(CompressionLevel.Fastest);

    public string EncodingName => _gzip.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        _gzip.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream) => new Checked(_gzip.CreateDecompressionStream(stream));

    private sealed class Checked(Stream unpacked) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return unpacked.Read(buffer);
            }
            catch (InvalidDataException e)
            {
                throw new RpcException(new Status(
                    StatusCode.InvalidArgument, $"The request is not compressed as it says: {e.Message}", e));
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                unpacked.Dispose();
            base.Dispose(disposing);
        }
    }
}
