using System.IO.Compression;
using Grpc.Net.Compression;

namespace Kale.CompatGrpc.Tests.Hosting;

/// <summary>A way to "compress" that only these tests know: every byte inverted.</summary>
internal sealed class InvertingCompressionProvider : ICompressionProvider
{
    public string EncodingName => "inverting";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => new Inverting(stream);

    public Stream CreateDecompressionStream(Stream stream) => new Inverting(stream);

    private sealed class Inverting(Stream inner) : Stream
    {
        public override bool CanRead => inner.CanRead;
        public override bool CanSeek => false;
        public override bool CanWrite => inner.CanWrite;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            Invert(buffer.AsSpan(offset, read));
            return read;
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            var inverted = buffer.AsSpan(offset, count).ToArray();
            Invert(inverted);
            inner.Write(inverted);
        }

        public override void Flush() => inner.Flush();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        private static void Invert(Span<byte> bytes)
        {
            foreach (ref var b in bytes)
            {
                b = (byte)~b;
            }
        }
    }
}
