using Grpc.Core;
using Kale.Gateway.Peers;
using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Calls;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Tests.Peers;

public sealed class QueryEncoderClientTests : IAsyncLifetime
{
    private readonly ReadyReplicas _ready = new();
    private readonly ScriptedEncoder _first = new() { Replica = "first" };
    private readonly ScriptedEncoder _second = new() { Replica = "second" };
    private Peer _firstPeer = null!;
    private Peer _secondPeer = null!;

    public async Task InitializeAsync() =>
        (_firstPeer, _secondPeer) = (await Peer.StartAsync(_first), await Peer.StartAsync(_second));

    public async Task DisposeAsync()
    {
        await _firstPeer.DisposeAsync();
        await _secondPeer.DisposeAsync();
    }

    [Fact]
    public async Task Encode_WithoutAFleet_TakesTurns()
    {
        using var channels = Channels();
        await BothAnswerAsync(channels, "");
    }

    [Fact]
    public async Task Encode_OfABundle_GoesOnlyWhereItIsReady()
    {
        using var channels = Channels();
        _ready.Set(
        [
            Report("first", _firstPeer, BundleState.Loading),
            Report("second", _secondPeer, BundleState.Ready),
        ]);
        await BothAnswerAsync(channels, "");
        Assert.Equal(["second"], await AskedAsync(channels, "bundle-new", 20));

        _ready.Set(
        [
            Report("first", _firstPeer, BundleState.Ready),
            Report("second", _secondPeer, BundleState.Draining),
        ]);
        Assert.Equal(["first"], await AskedAsync(channels, "bundle-new", 20));
    }

    [Fact]
    public async Task Encode_OfABundleReadyNowhereKnown_IsLeftToTheReplicas()
    {
        using var channels = Channels();
        _ready.Set([Report("first", _firstPeer, BundleState.Loading)]);
        await BothAnswerAsync(channels, "bundle-new");
    }

    [Fact]
    public async Task Encode_WhileAReplicaGoesAway_IsAnsweredByTheOther()
    {
        using var channels = Channels();
        var client = Client(channels);
        await BothAnswerAsync(channels, "");
        var asking = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
                await client.EncodeAsync("0", Truncation.Unspecified, "", DateTime.MaxValue, default);
        });
        await _firstPeer.DisposeAsync();
        await asking;
        Assert.Equal(["second"], await AskedAsync(channels, "", 20));
    }

    [Fact]
    public async Task Encode_OfABundle_WhenAReplicaCameBackWithoutIt_GoesToTheOther()
    {
        await _firstPeer.DisposeAsync();
        var port = LoopbackPort.Choose();
        _firstPeer = await Peer.StartAsync(_first, port);
        using var channels = Channels();
        _ready.Set([Report("first", _firstPeer, BundleState.Ready), Report("second", _secondPeer, BundleState.Ready)]);
        await BothAnswerAsync(channels, "bundle-new");

        await _firstPeer.DisposeAsync();
        Assert.Equal(["second"], await AskedAsync(channels, "bundle-new", 20));
        _firstPeer = await Peer.StartAsync(new ScriptedEncoder { Replica = "came back" }, port);
        await Wait.UntilAsync(() => AskedAsync(channels, "", 1), asked => asked.Contains("came back"));

        Assert.Equal(["second"], await AskedAsync(channels, "bundle-new", 20));
        _ready.Set(
        [
            Report("first", _firstPeer, BundleState.Ready) with { Sequence = 3 },
            Report("second", _secondPeer, BundleState.Ready),
        ]);
        Assert.Equal(["came back", "second"], await AskedAsync(channels, "bundle-new", 20));
    }

    [Fact]
    public async Task Encode_WithADeadline_EndsAtItOnBothSides()
    {
        using var channels = Channels();
        _first.Held = _second.Held = Task.Delay(Timeout.Infinite);
        foreach (var deadline in Wait.EverLonger.TakeWhile(_ => _first.Waited + _second.Waited == 0))
        {
            var error = await Assert.ThrowsAsync<RpcException>(
                () => Client(channels).EncodeAsync(
                    "0", Truncation.Unspecified, "", DateTime.UtcNow + deadline, default));
            Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        }

        var (waited, left) = await Wait.UntilAsync(
            () => Task.FromResult((Waited: _first.Waited + _second.Waited, Left: _first.Left + _second.Left)),
            calls => calls.Left == calls.Waited);
        Assert.InRange(left, 1, waited);
    }

    [Fact]
    public async Task Encode_Hedged_IsAnsweredByTheReplicaThatIsNotStuck()
    {
        using var channels = Channels(hedgeAfter: TimeSpan.FromMilliseconds(20));
        await BothAnswerAsync(channels, "");
        _first.Held = Task.Delay(Timeout.Infinite);
        Assert.Equal(["second"], await AskedAsync(channels, "", 6));
    }

    private PeerChannels Channels(TimeSpan? hedgeAfter = null) =>
        new(Options(hedgeAfter), _ready, Trust(), TimeProvider.System);

    private static PeerTrust Trust() => new(
        Microsoft.Extensions.Options.Options.Create(new ServiceDefaultsOptions()),
        TimeProvider.System,
        NullLogger<PeerTrust>.Instance);

    private IOptions<GatewayOptions> Options(TimeSpan? hedgeAfter) =>
        Microsoft.Extensions.Options.Options.Create(new GatewayOptions
        {
            QueryEncoder = new PeerOptions
            {
                Address = $"static:///{new Uri(_firstPeer.Address).Authority},"
                    + $"{new Uri(_secondPeer.Address).Authority}",
                HedgeAfter = hedgeAfter,
            },
        });

    private QueryEncoderClient Client(PeerChannels channels) => new(channels, Options(null), TimeProvider.System);

    /// <summary>Asks until each replica has answered: until both are connected.</summary>
    private async Task BothAnswerAsync(PeerChannels channels, string bundle)
    {
        var asked = new HashSet<string>();
        await Wait.UntilAsync(
            async () =>
            {
                asked.UnionWith(await AskedAsync(channels, bundle, 1));
                return asked;
            },
            replicas => replicas.Count == 2);
    }

    private async Task<IEnumerable<string>> AskedAsync(PeerChannels channels, string bundle, int times)
    {
        var client = Client(channels);
        var asked = new HashSet<string>();
        for (var i = 0; i < times; i++)
        {
            asked.Add((await client.EncodeAsync("0", Truncation.Unspecified, bundle, DateTime.MaxValue, default))
                .ServedBy.Replica);
            await Task.Yield();
        }

        return asked.Order();
    }

    private static ReplicaReport Report(string name, Peer peer, BundleState state) => new()
    {
        Name = name,
        Address = peer.Address,
        Route = "default",
        Generation = 1,
        ActiveBundleId = "bundle-old",
        ActiveGeneration = 1,
        Sequence = 1,
        Bundles =
        [
            new LoadedBundle("bundle-old", "r1", BundleState.Ready, "", 1),
            new LoadedBundle("bundle-new", "r2", state, "", 1),
        ],
    };
}
