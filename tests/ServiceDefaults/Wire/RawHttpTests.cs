using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Wire;

/// <summary>What no gRPC library would send, and what none shows of the answer.</summary>
public sealed class RawHttpTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private TestHost _host = null!;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcx")]
    public async Task ContentType_NotGrpc_GetsUnsupportedMediaType(string contentType)
    {
        using var response = await SendAsync(Framed([]), contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task RequestEncoding_Unknown_IsUnimplementedWithDetailsAndNamesTheKnown()
    {
        using var response = await SendAsync(Framed([], compressed: true), encoding: "zopfli");
        Assert.Equal("12", ValueOf(response, "grpc-status"));
        Assert.NotEmpty(ValueOf(response, "grpc-status-details-bin"));
        Assert.Contains("gzip", ValueOf(response, "grpc-accept-encoding"));
    }

    [Fact]
    public async Task Body_FalselyMarkedAsGzip_IsInvalidArgumentAndNoErrorOfTheServers()
    {
        using var response = await SendAsync(Framed([0x18, 0x05], compressed: true), encoding: "gzip");
        Assert.Equal("3", ValueOf(response, "grpc-status"));
        Assert.DoesNotContain(_host.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reply_ToAClientThatAcceptsGzip_IsGzip()
    {
        _host.Search.OnSearch = (_, _) =>
            Task.FromResult(new SearchResponse { PhysicalCollection = new string('x', 10_000) });
        using var response = await SendAsync(Framed([]), accept: "identity,gzip");
        var body = await response.Content.ReadAsByteArrayAsync();
        using var gzip = new GZipStream(new MemoryStream(body[5..]), CompressionMode.Decompress);
        Assert.Equal((1, true), (body[0], body.Length < 1000));
        Assert.Equal(10_000, SearchResponse.Parser.ParseFrom(gzip).PhysicalCollection.Length);
    }

    [Fact]
    public async Task StatusMessage_NotAscii_IsPercentEncoded()
    {
        _host.Search.OnSearch = (_, _) => throw new FailureException(Reasons.InvalidRequest, "100% naïve\n");
        using var response = await SendAsync(Framed([]));
        Assert.Equal("100%25 na%C3%AFve%0A", ValueOf(response, "grpc-message"));
    }

    public async Task InitializeAsync() =>
        _host = await TestHost.StartAsync(new() { ["ServiceDefaults:CompressResponses"] = "true" });

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(
        byte[] body, string contentType = "application/grpc", string? encoding = null, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{_host.Address}/kale.v1.Search/Search")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("grpc-encoding", encoding);
        request.Headers.Add("grpc-accept-encoding", accept);
        var response = await _http.SendAsync(request);
        await response.Content.LoadIntoBufferAsync();
        return response;
    }

    // A flag for compression, the length as 4 bytes, the message.
    private static byte[] Framed(byte[] message, bool compressed = false)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    // In the trailers, or in the headers of an answer that has nothing else.
    private static string ValueOf(HttpResponseMessage response, string name) => string.Join(',',
        response.TrailingHeaders.TryGetValues(name, out var values) ? values : response.Headers.GetValues(name));
}
