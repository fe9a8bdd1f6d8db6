using Grpc.Core;
using Kale.QueryEncoder.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.QueryEncoder.Tests;

public sealed class EncodeStreamTests : IAsyncLifetime
{
    private const int MaxInFlight = 4;

    private readonly TinyBundles _bundles = new();
    private EncoderHost _host = null!;

    public async Task InitializeAsync()
    {
        _bundles.Encoder("query");
        _host = await EncoderHost.ReadyAsync(
            _bundles.Store.Directory, ("Encoder", "query"), ("MaxStreamInFlight", $"{MaxInFlight}"));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _bundles.Dispose();
    }

    [Fact]
    public async Task EncodeStream_ManyTexts_AnswersEveryIdOnceAndEndsAfterHalfClose()
    {
        using var call = _host.Client.EncodeStream();
        var sending = Task.Run(async () =>
        {
            foreach (var id in Enumerable.Range(0, 300))
                await call.RequestStream.WriteAsync(
                    new EncodeStreamRequest { Id = $"{id}", Text = id % 2 == 0 ? "a b" : "c" });
            await call.RequestStream.CompleteAsync();
        });

        var answers = await call.ResponseStream.ReadAllAsync().ToListAsync();

        await sending;
        Assert.Equal(Enumerable.Range(0, 300), answers.Select(answer => int.Parse(answer.Id)).Order());
        var one = (await _host.Client.EncodeAsync(new EncodeRequest { Texts = { "c" } })).Results[0].Embedding.Values;
        Assert.All(answers.Where(answer => int.Parse(answer.Id) % 2 == 1), answer =>
            Assert.All(
                answer.Result.Embedding.Values.Zip(one),
                values => Assert.Equal(values.Second, values.First, 1e-5f)));
        Assert.All(answers, answer => Assert.NotEmpty(answer.ServedBy.BundleId));
    }

    [Fact]
    public async Task EncodeStream_WithBadItems_AnswersThemByErrorsAndGoesOn()
    {
        using var call = _host.Client.EncodeStream();
        await call.RequestStream.WriteAsync(new EncodeStreamRequest { Id = "empty" });
        await call.RequestStream.WriteAsync(
            new EncodeStreamRequest { Id = "space", Text = "a", ExpectedSpaceId = "space-x" });
        await call.RequestStream.WriteAsync(new EncodeStreamRequest { Id = "good", Text = "a" });
        await call.RequestStream.CompleteAsync();

        var answers = (await call.ResponseStream.ReadAllAsync().ToListAsync()).ToDictionary(answer => answer.Id);

        Assert.Equal("EMPTY_TEXT", answers["empty"].Result.Error.Reason);
        Assert.Equal("SPACE_MISMATCH", answers["space"].Result.Error.Reason);
        Assert.NotNull(answers["good"].Result.Embedding);
    }

    [Fact]
    public async Task EncodeStream_WhoseCallerVanishes_LeavesTheServerUnharmed()
    {
        for (var round = 0; round < 20; round++)
        {
            using var call = _host.Client.EncodeStream();
            for (var id = 0; id < 20; id++)
                await call.RequestStream.WriteAsync(new EncodeStreamRequest { Id = $"{id}", Text = "a b" });
        }

        await _host.Client.EncodeAsync(new EncodeRequest { Texts = { "a" } });
        Assert.DoesNotContain(_host.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EncodeStream_ToACallerThatDoesNotRead_IsNotReadFrom()
    {
        using var leave = new CancellationTokenSource();
        using var call = _host.Client.EncodeStream(cancellationToken: leave.Token);
        var id = new string('x', 100_000);
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 2_000; sent++)
                await call.RequestStream.WriteAsync(new EncodeStreamRequest { Id = id, Text = $"a {sent}" });
        });

        await StandsStillAsync(() => (Volatile.Read(ref sent), _host.QueueMetrics().Texts));

        // 200 MB were not taken: windows and the few in work hold a small part of them, and of the answers one or two.
        Assert.InRange(sent, MaxInFlight, 1_000);
        Assert.InRange(_host.QueueMetrics().Texts, MaxInFlight, 2 * MaxInFlight);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    /// <summary>
    /// Until a stream's texts have come into work, and then not one was sent or encoded while the server answered so
    /// many other calls.
    /// </summary>
    private async Task StandsStillAsync(Func<(int Sent, long Encoded)> count)
    {
        const int Others = 200;
        await Wait.UntilAsync(() => Task.FromResult(count()), counts => counts.Encoded >= MaxInFlight);
        await Wait.UntilAsync(
            async () =>
            {
                var before = count();
                for (var i = 0; i < Others; i++)
                    await _host.Client.GetEncoderAsync(new GetEncoderRequest());
                return (Before: before, After: count());
            },
            counts => counts.Before == counts.After);
    }
}
