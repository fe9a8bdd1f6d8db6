using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Kale.CompatGrpc.Tests.Hosting;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

/// <summary>What no gRPC library would send, and what none shows of the answer.</summary>
public sealed class RawHttpTests(InteropServer server) : IClassFixture<InteropServer>, IDisposable
{
    private readonly HttpClient _http = new();

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/grpcx")]
    public async Task ContentType_NotGrpc_GetsUnsupportedMediaType(string contentType)
    {
        using var response = await SendAsync(Request(new Request(), contentType));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task ContentType_Grpc_IsServed(string contentType)
    {
        using var response = await SendAsync(Request(new Request(), contentType));

        Assert.Equal("0", await StatusOf(response));
        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/w==")]
    [InlineData("/w")]
    public async Task BinaryMetadata_PaddedOrNot_IsTheSame(string base64)
    {
        using var request = Request(new Request());
        request.Headers.Add("x-echo-bin", base64);
        using var response = await SendAsync(request);
        var echoed = response.Headers.GetValues("x-echo-bin").Single();

        Assert.Equal("0", await StatusOf(response));
        Assert.Equal("/w", echoed.TrimEnd('='));
    }

    [Fact]
    public async Task RequestEncoding_Unknown_IsUnimplementedAndNamesTheKnown()
    {
        using var request = Request(new Request { Text = "x" }, compressed: true);
        request.Headers.Add("grpc-encoding", "zopfli");
        using var response = await SendAsync(request);

        Assert.Equal("12", await StatusOf(response));
        Assert.Contains("gzip", string.Join(',', response.Headers.GetValues("grpc-accept-encoding")));
    }

    [Fact]
    public async Task Reply_ToAClientThatAcceptsGzip_IsGzip()
    {
        using var request = Request(new Request { Text = new string('x', 10_000) });
        request.Headers.Add("grpc-accept-encoding", "identity,gzip");
        using var response = await SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        using var gzip = new GZipStream(new MemoryStream(body[5..]), CompressionMode.Decompress);

        Assert.Equal("gzip", response.Headers.GetValues("grpc-encoding").Single());
        Assert.Equal(1, body[0]);
        Assert.True(body.Length < 1000);
        Assert.Equal(10_000, Reply.Parser.ParseFrom(gzip).Text.Length);
    }

    [Fact]
    public async Task Reply_ToAClientThatAcceptsNothing_IsPlain()
    {
        using var response = await SendAsync(Request(new Request { Text = "x" }));
        var body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(0, body[0]);
        Assert.Equal("x", Reply.Parser.ParseFrom(body[5..]).Text);
    }

    [Fact]
    public async Task StatusMessage_NotAscii_IsPercentEncoded()
    {
        using var response = await SendAsync(Request(
            new Request { Failure = new Failure { Code = 5, Message = "100% naïve\n" } }));
        await response.Content.ReadAsByteArrayAsync();

        Assert.Equal("100%25 na%C3%AFve%0A", response.TrailingHeaders.GetValues("grpc-message").Single());
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(
        Request message, string contentType = "application/grpc", bool compressed = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Address}/interop.v1.Interop/Unary")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Framed(message.ToByteArray(), compressed)),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TE.ParseAdd("trailers");
        return request;
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    // A flag for compression, the length as 4 bytes, the message.
    private static byte[] Framed(byte[] message, bool compressed)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    // In the trailers, or in the headers of an answer that has nothing else.
    private static async Task<string> StatusOf(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        return response.TrailingHeaders.TryGetValues("grpc-status", out var values)
            ? values.Single()
            : response.Headers.GetValues("grpc-status").Single();
    }
}
