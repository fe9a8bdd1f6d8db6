using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Kale.LocalQdrant.Tests.Support;

namespace Kale.LocalQdrant.Tests.Serving;

/// <summary>A body that says it is gzip and is not.</summary>
public sealed class FalseCompressionTests
{
    [Fact]
    public async Task Request_FalselyMarkedGzip_IsTheCallersMistake()
    {
        await using var server = await TestServer.StartAsync();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(server.Address, "qdrant.Collections/List"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([1, 0, 0, 0, 5, .. "plain"u8]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("grpc-encoding", "gzip");

        using var response = await client.SendAsync(request);

        await response.Content.ReadAsByteArrayAsync();
        var trailers = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        Assert.Equal($"{(int)StatusCode.InvalidArgument}", trailers.GetValues("grpc-status").Single());
        var message = Uri.UnescapeDataString(trailers.GetValues("grpc-message").Single());
        Assert.Contains("not compressed as it says", message);
        await server.Client.ListCollectionsAsync();
    }
}
