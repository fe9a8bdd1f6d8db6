using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Hosting;

/// <summary>
/// A connection that holds more streams than Kestrel likes, because callers gave up on calls that the server is still
/// at, is cut with all other calls on it.
/// </summary>
public sealed class ExpiredCallsTests
{
    private const string Method = "kale.v1.Search/Search";
    private const int Rounds = 5;
    private const int CallsOfARound = 1000;

    /// <summary>The server cannot let go of what it began; without a door it would begin all of them.</summary>
    [Fact]
    public async Task Connection_WhoseCallersGiveUpOnAServerThatHangs_IsNotCut()
    {
        var held = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(services: services =>
            services.AddDoor(Method, _ => new ConcurrencyLimit(new AdmissionOptions { MaxInFlight = 50 })));
        await GiveUpAsync(host, _ => held.Task, () => held.SetResult(), StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task Connection_WhoseCallersGiveUpOnAServerThatNotices_IsNotCut()
    {
        await using var host = await TestHost.StartAsync();
        await GiveUpAsync(
            host, call => Task.Delay(Timeout.Infinite, call.CancellationToken), () => { }, StatusCode.Cancelled);
    }

    /// <param name="host">The server.</param>
    /// <param name="work">What a call waits for.</param>
    /// <param name="end">Ends it.</param>
    /// <param name="expected">How most calls end.</param>
    private static async Task GiveUpAsync(
        TestHost host, Func<ServerCallContext, Task> work, Action end, StatusCode expected)
    {
        var (arrived, connects) = (0, 0);
        host.Search.OnSearch = async (request, call) =>
        {
            Interlocked.Increment(ref arrived);
            await (request.Query.Length == 0 ? work(call) : Task.CompletedTask);
            return new SearchResponse();
        };
        using var channel = OneConnection(host.Address, () => Interlocked.Increment(ref connects));
        var client = new Search.SearchClient(channel);
        var codes = new List<StatusCode>();
        for (var round = 0; round < Rounds; round++)
        {
            using var giveUp = new CancellationTokenSource();
            var before = Volatile.Read(ref arrived);
            var calls = Enumerable.Range(0, CallsOfARound)
                .Select(_ => CodeAsync(client.SearchAsync(new SearchRequest(), cancellationToken: giveUp.Token)))
                .ToList();
            await Wait.UntilAsync(
                () => Task.FromResult(Volatile.Read(ref arrived) - before + calls.Count(call => call.IsCompleted)),
                settled => settled >= CallsOfARound);
            await giveUp.CancelAsync();
            codes.AddRange(await Task.WhenAll(calls));
        }

        end();
        await Wait.UntilAsync(
            () => CodeAsync(client.SearchAsync(new SearchRequest { Query = "still there" })),
            code => code == StatusCode.OK);
        Assert.InRange(codes.Count(code => code == expected), Rounds * CallsOfARound * 0.9, Rounds * CallsOfARound);
        Assert.Equal(1, connects);
    }

    private static GrpcChannel OneConnection(string address, Action connected) => GrpcChannel.ForAddress(
        address,
        new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = false,
                ConnectCallback = async (context, cancellation) =>
                {
                    connected();
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        });

    private static async Task<StatusCode> CodeAsync(AsyncUnaryCall<SearchResponse> call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }
}
