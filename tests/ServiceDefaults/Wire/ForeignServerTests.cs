using System.Text.Json.Nodes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Tests.Support;
using Kale.ServiceDefaults.Tests.Wire.V1;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Wire;

/// <summary>Services call peers; what those fail with goes on to the caller.</summary>
public sealed class ForeignServerTests
{
    [Theory]
    [InlineData("server.mjs")]
    [InlineData("server.py")]
    public async Task Call_ThatAForeignServerFails_RelaysItsDetailsAndNotItsOtherTrailers(string script)
    {
        await using var peer = await PeerProcess.StartAsync(script, []);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{(await peer.ReadAsync())!["port"]}");
        var server = new Interop.InteropClient(channel);
        var failing = new Request { Failure = new() { Code = 9, Message = Scenarios.Message } };
        await using var host = await TestHost.StartAsync();
        host.Search.OnSearch = async (_, _) =>
        {
            await server.UnaryAsync(failing);
            return new SearchResponse();
        };

        var error = await RichErrors.FailsAsync(new Search.SearchClient(host.Channel).SearchAsync(new SearchRequest()));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal(Scenarios.Message, error.Status.Detail);
        Assert.Equal("zu groß", Assert.Single(error.Detail<BadRequest>().FieldViolations).Description);
        Assert.Equal("FOREIGN", StatusDetails.ReasonOf(error));
        Assert.DoesNotContain(error.Trailers, entry => entry.Key == "x-internal");
    }
}
