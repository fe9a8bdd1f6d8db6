using Google.Rpc;
using Grpc.Core;
using Kale.QueryEncoder.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.QueryEncoder.Tests;

public sealed class OverloadTests : IDisposable
{
    private readonly TinyBundles _bundles = new();

    public void Dispose() => _bundles.Dispose();

    [Fact]
    public async Task Encode_MoreCallersThanTheQueueHolds_AreRefusedWithADelayOrServed()
    {
        _bundles.Encoder("query");
        await using var host = await EncoderHost.ReadyAsync(
            _bundles.Store.Directory,
            ("Encoder", "query"),
            ("Batching:MaxQueuedTexts", "9"),
            ("Batching:MaxBatchRows", "9"),
            ("Batching:MaxDelay", "00:00:10"),
            ("Cache:MemoryMegabytes", "0"));
        // The eight texts of one call wait for a ninth, and meanwhile no other eight have room.
        var request = new EncodeRequest { Texts = { Enumerable.Repeat("a b c a b c", 8) } };
        var calls = Enumerable.Range(0, 64).Select(_ => RefusalAsync(host, request)).ToList();
        for (var open = calls; open.Count > 1; open = [.. open.Where(call => !call.IsCompleted)])
            await Task.WhenAny(open);

        await host.Client.EncodeAsync(new EncodeRequest { Texts = { request.Texts[0] } });

        var refused = (await Task.WhenAll(calls)).OfType<RpcException>().ToList();
        Assert.InRange(refused.Count, 1, 63);
        Assert.All(refused, error =>
        {
            Assert.Equal((StatusCode.ResourceExhausted, "OVERLOADED"), (error.StatusCode, error.Reason()));
            Assert.True(error.Detail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        });
    }

    [Fact]
    public async Task Encode_MoreTextsThanTheQueueEverHolds_SaysToSendThemInParts()
    {
        _bundles.Encoder("query");
        await using var host = await EncoderHost.ReadyAsync(
            _bundles.Store.Directory, ("Encoder", "query"), ("Batching:MaxQueuedTexts", "2"));
        var error = await RichErrors.FailsAsync(
            host.Client.EncodeAsync(new EncodeRequest { Texts = { "a", "b", "c" } }));
        Assert.Equal((StatusCode.InvalidArgument, "TOO_LARGE"), (error.StatusCode, error.Reason()));
    }

    [Fact]
    public async Task Encode_WhileTheQueueWouldTakeTooMuchOfItsTime_IsRefusedBeforeItsMessageIsRead()
    {
        _bundles.Encoder("query");
        await using var host = await EncoderHost.ReadyAsync(
            _bundles.Store.Directory,
            ("Encoder", "query"),
            ("DeadlineShare", "0.01"),
            ("Batching:MaxBatchRows", "1024"),
            ("Batching:MaxBatchTokens", "1000000"),
            ("Batching:MaxDelay", "00:00:10"),
            ("Cache:MemoryMegabytes", "0"));
        // A full batch tells the speed; what lacks a little to the next one waits for it.
        var (full, waiting, rest) = (Request(1024), Request(1000), Request(24));
        await host.Client.EncodeAsync(full);
        var held = host.Client.EncodeAsync(waiting);
        await Wait.UntilAsync(() => Task.FromResult(host.QueueMetrics()), queue => queue.QueuedTexts == 1000);

        var error = await RichErrors.FailsAsync(host.Channel.CreateCallInvoker().AsyncUnaryCall(
            RawCalls.Method(MethodType.Unary, QueryEncoding.Descriptor.FullName, "Encode"),
            null,
            new CallOptions(deadline: DateTime.UtcNow + host.QueueMetrics().EstimatedWait * 50),
            [0xff]));

        Assert.Equal((StatusCode.ResourceExhausted, "OVERLOADED"), (error.StatusCode, error.Reason()));
        Assert.True(error.Detail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        await host.Client.EncodeAsync(rest);
        Assert.Equal(1000, (await held).Results.Count);
    }

    private static EncodeRequest Request(int texts) =>
        new() { Texts = { Enumerable.Repeat("a b c a b c a b", texts) } };

    private static async Task<RpcException?> RefusalAsync(EncoderHost host, EncodeRequest request)
    {
        try
        {
            await host.Client.EncodeAsync(request);
            return null;
        }
        catch (RpcException error)
        {
            return error;
        }
    }
}
