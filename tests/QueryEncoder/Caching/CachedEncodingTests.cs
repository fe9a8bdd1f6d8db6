using System.Diagnostics.Metrics;
using Kale.QueryEncoder.Tests.Support;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.QueryEncoder.Tests.Caching;

public sealed class CachedEncodingTests(RedisServer redis) : IClassFixture<RedisServer>, IDisposable
{
    private readonly TinyBundles _bundles = new();
    private readonly string _prefix = $"{Guid.NewGuid():N}";

    public void Dispose() => _bundles.Dispose();

    [Fact]
    public async Task Encode_TheSameTextAgain_IsAnsweredFromMemoryWithTheSameVector()
    {
        _bundles.Encoder("query");
        await using var host = await HostAsync();
        var first = await EncodeAsync(host, "a b", "c", "", "a b");
        Assert.Equal(2, ComputedBy(host));
        Assert.Equal(first.Results, (await EncodeAsync(host, "a b", "c", "", "a b")).Results);
        Assert.Equal(2, ComputedBy(host));
    }

    [Fact]
    public async Task Encode_OnAnotherReplica_IsAnsweredFromRedisWithTheSameVector()
    {
        _bundles.Encoder("query");
        await using var one = await HostAsync(Redis);
        var first = await EncodeAsync(one, "a b", "c");
        await WaitForKeysAsync(2);
        await using var other = await HostAsync(Redis);
        Assert.Equal(first.Results, (await EncodeAsync(other, "a b", "c")).Results);
        Assert.Equal(0, ComputedBy(other));
    }

    [Fact]
    public async Task Encode_ByAnotherEncoder_FindsNothingOfTheFirst()
    {
        var teacher = _bundles.Encoder("query");
        _bundles.Student(teacher, "student");
        await using var one = await HostAsync(Redis);
        var first = await EncodeAsync(one, "a b");
        await WaitForKeysAsync(1);
        await using var other = await HostAsync([("Encoder", "student"), .. Redis]);
        Assert.NotEqual(first.Results, (await EncodeAsync(other, "a b")).Results);
        Assert.Equal(1, ComputedBy(other));
    }

    [Fact]
    public async Task Encode_ALongTextRefusedAfterOneWasTruncated_IsRefused()
    {
        _bundles.Encoder("query");
        await using var host = await HostAsync();
        var text = string.Join(' ', Enumerable.Repeat("a", 50));
        Assert.True((await EncodeAsync(host, text)).Results[0].Embedding.Truncated);
        var refused = await host.Client.EncodeAsync(
            new EncodeRequest { Texts = { text }, Truncation = Truncation.Refuse });
        Assert.Equal("TEXT_TOO_LONG", refused.Results[0].Error.Reason);
        Assert.True((await EncodeAsync(host, text)).Results[0].Embedding.Truncated);
    }

    [Fact]
    public async Task Encode_EqualTextsAtOnce_AreEncodedOnce()
    {
        _bundles.Encoder("query");
        await using var host = await HostAsync(("Batching:Workers", "1"));
        // Every worker is busy for a while, so that the equal texts meet.
        var busy = EncodeAsync(host, [.. Enumerable.Range(0, 900).Select(i => $"a {i}")]);
        var same = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EncodeAsync(host, "a b c")));
        await busy;
        Assert.All(same, answer => Assert.Equal(same[0].Results, answer.Results));
        Assert.Equal(901, ComputedBy(host));
    }

    [Fact]
    public async Task Encode_WhenTheFirstCallerLeaves_StillAnswersTheOthers()
    {
        _bundles.Encoder("query");
        await using var host = await HostAsync(("Batching:Workers", "1"));
        var busy = EncodeAsync(host, [.. Enumerable.Range(0, 900).Select(i => $"a {i}")]);
        using var leave = new CancellationTokenSource();
        var first = host.Client
            .EncodeAsync(new EncodeRequest { Texts = { "a b c" } }, cancellationToken: leave.Token)
            .ResponseAsync;
        var others = Enumerable.Range(0, 5).Select(_ => EncodeAsync(host, "a b c")).ToList();
        await leave.CancelAsync();
        await Task.WhenAll(others);
        await busy;
        await Task.WhenAny(first);
        Assert.All(others, other => Assert.NotNull(other.Result.Results[0].Embedding));
    }

    [Theory]
    [InlineData("-STOP")]
    [InlineData("-KILL")]
    public async Task Encode_WhenRedisHangsOrDies_GoesOnWithoutItAndCountsThat(string signal)
    {
        _bundles.Encoder("query");
        var server = new RedisServer();
        await server.InitializeAsync();
        using var failures = new FailureCount();
        await using var host = await HostAsync(
            ("Cache:Redis", $"127.0.0.1:{server.Port}"), ("Cache:MemoryMegabytes", "0"));
        await EncodeAsync(host, "a b");
        await HitsRedisAsync(host);

        server.Signal(signal);
        for (var i = 0; i < 20; i++)
            Assert.NotNull((await EncodeAsync(host, "a b")).Results[0].Embedding);

        Assert.True(failures.Count > 0);
        server.Signal("-CONT");
        if (signal == "-KILL")
        {
            server.Kill();
            server.Start();
        }

        await HitsRedisAsync(host);
        await server.DisposeAsync();
    }

    // A Redis that is too slow for a call is passed by for a while; here it may take its time.
    private (string Option, string Value)[] Redis =>
        [("Cache:Redis", $"127.0.0.1:{redis.Port}"), ("Cache:Prefix", _prefix), ("Cache:Patience", "00:00:05")];

    private Task<EncoderHost> HostAsync(params (string Option, string Value)[] options) => EncoderHost.ReadyAsync(
        _bundles.Store.Directory,
        options.Any(option => option.Option == "Encoder") ? options : [("Encoder", "query"), .. options]);

    private static async Task<EncodeResponse> EncodeAsync(EncoderHost host, params string[] texts) =>
        await host.Client.EncodeAsync(new EncodeRequest { Texts = { texts } });

    /// <summary>Texts that the host's encoder has computed.</summary>
    private static long ComputedBy(EncoderHost host) => host.QueueMetrics().Texts;

    /// <summary>Until a text that was asked before is not computed again.</summary>
    private static async Task HitsRedisAsync(EncoderHost host) => await Wait.UntilAsync(
        async () =>
        {
            var before = ComputedBy(host);
            await EncodeAsync(host, "a b");
            return ComputedBy(host) - before;
        },
        computed => computed == 0);

    private async Task WaitForKeysAsync(int count) => await Wait.UntilAsync(
        () => Task.FromResult(
            redis.Connection.GetServer("127.0.0.1", redis.Port).Keys(pattern: $"{_prefix}:*").Count()),
        keys => keys == count);

    /// <summary>kale.cache.redis.failures while it lives.</summary>
    private sealed class FailureCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public FailureCount()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "kale.cache.redis.failures")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _count, value));
            _listener.Start();
        }

        public long Count => Interlocked.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
