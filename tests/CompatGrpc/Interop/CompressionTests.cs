using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Kale.CompatGrpc.Tests.Hosting;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

public sealed class CompressionTests(InteropServer server) : IClassFixture<InteropServer>
{
    [Fact]
    public async Task Provider_OfOurOwn_IsUsedByBothSides()
    {
        using var channel = Channel(new InvertingCompressionProvider());
        var reply = await Call(channel, "inverting");

        Assert.Equal(("text", "inverting"), (reply.Text, reply.Encoding));
    }

    [Fact]
    public async Task Provider_NotRegisteredWithTheClient_Throws()
    {
        using var channel = Channel(new GzipCompressionProvider(System.IO.Compression.CompressionLevel.Fastest));
        var exception = await Assert.ThrowsAsync<RpcException>(() => Call(channel, "inverting"));

        Assert.Equal(StatusCode.Internal, exception.StatusCode);
        Assert.Contains("Could not find compression provider for 'inverting'.", exception.Status.Detail);
    }

    [Fact]
    public async Task NoCompress_OnAWrite_SendsThatMessagePlain()
    {
        using var channel = Channel(new InvertingCompressionProvider());
        using var call = new V1.Interop.InteropClient(channel).Converse(Encoding("inverting"));
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(new Request { Text = "plain", Replies = 1 });
        call.RequestStream.WriteOptions = null;
        await call.RequestStream.WriteAsync(new Request { Text = "inverted", Replies = 1 });
        await call.RequestStream.CompleteAsync();
        var texts = await call.ResponseStream.ReadAllAsync().Select(reply => reply.Text).ToArrayAsync();

        Assert.Equal(["plain", "inverted"], texts);
    }

    private static Task<Reply> Call(GrpcChannel channel, string encoding) => new V1.Interop.InteropClient(channel)
        .UnaryAsync(new Request { Text = "text", Payload = ByteString.CopyFrom(new byte[1000]) }, Encoding(encoding))
        .ResponseAsync;

    private static CallOptions Encoding(string name) =>
        new([new Metadata.Entry("grpc-internal-encoding-request", name)]);

    private GrpcChannel Channel(ICompressionProvider provider) =>
        GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { CompressionProviders = [provider] });
}
