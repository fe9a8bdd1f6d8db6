using System.IO.Compression;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Kale.CompatGrpc.Tests.Hosting;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

/// <summary>The scenarios with Grpc.Net.Client as the client.</summary>
internal sealed partial class OwnClient : IDisposable
{
    private readonly RecordingHandler _recording = new();
    private readonly GrpcChannel _channel;
    private readonly GrpcChannel _largeChannel;
    private readonly V1.Interop.InteropClient _client;

    public OwnClient(string address, string largeAddress)
    {
        _channel = Channel(address, 4 << 20);
        _largeChannel = Channel(largeAddress, null);
        _client = new V1.Interop.InteropClient(_channel);
    }

    public Task<JsonObject> RunAsync(string scenario) => Find(scenario)(scenario).WaitAsync(TimeSpan.FromSeconds(180));

    /// <summary>The grpc-encoding of the last response.</summary>
    public string? ResponseEncoding => _recording.ResponseEncoding;

    public void Dispose()
    {
        _channel.Dispose();
        _largeChannel.Dispose();
        _recording.Dispose();
    }

    private GrpcChannel Channel(string address, int? maxReceive) => GrpcChannel.ForAddress(address, new()
    {
        HttpHandler = _recording,
        MaxReceiveMessageSize = maxReceive,
        CompressionProviders =
        [
            new GzipCompressionProvider(CompressionLevel.Fastest),
            new DeflateCompressionProvider(CompressionLevel.Fastest),
            new InvertingCompressionProvider(),
        ],
    });

    private static ByteString Bytes(int count) => ByteString.CopyFrom(new byte[count]);

    private static Request Failing(int code, string message, int replies = 0, bool details = false) =>
        new() { Replies = replies, Failure = new Failure { Code = code, Message = message, Details = details } };

    private static DateTime In(double seconds) => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(seconds);

    private static CallOptions Encoding(string encoding) =>
        new([new Metadata.Entry("grpc-internal-encoding-request", encoding)]);
}
