using Kale.ServiceDefaults.Hosting;
using Kale.ServiceDefaults.Tests.Support;
using Kale.VectorIndex.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Tests.Hosting;

public sealed class BackgroundLoopTests
{
    private readonly LogSink _logs = new();

    [Fact]
    public async Task Loop_RoundsThatThrow_GoesOnAndTellsEachFailureOnce()
    {
        var rounds = new Queue<Func<bool>>(
        [
            () => throw new InvalidOperationException("one"), () => throw new InvalidOperationException("one"),
            () => throw new TaskCanceledException("nobody's"), () => true, () => throw new IOException("two"),
        ]);
        using var loop = new Loop(_logs, _ => Task.FromResult(rounds.Count > 0 && rounds.Dequeue()()));
        await loop.StartAsync(default);
        await loop.ExecuteTask!.WaitAsync(Wait.Limit);

        Assert.Equal(3, _logs.Lines.Count(line => line.StartsWith("Error", StringComparison.Ordinal)));
        Assert.Contains(_logs.Lines, line => line.Contains("after 3 failures", StringComparison.Ordinal));
        Assert.Contains(_logs.Lines, line => line.Contains("two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Loop_RoundsThatKeepThrowing_PausesLongerUpToTenSecondsAndBrieflyAfterASuccess()
    {
        var time = new JumpingTime();
        var rounds = 0;
        using var loop = new Loop(_logs, _ => ++rounds switch
        {
            10 => Task.FromResult(true),
            < 12 => throw new IOException("away"),
            _ => Task.FromResult(false),
        }, time);
        await loop.StartAsync(default);
        await loop.ExecuteTask!.WaitAsync(Wait.Limit);

        double[] seconds = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10, 0.1];
        Assert.Equal(seconds, time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Loop_OfAHost_DoesNotStopIt()
    {
        var failed = new TaskCompletionSource();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHostedService(_ => new Loop(_logs, _ =>
        {
            failed.TrySetResult();
            throw new InvalidOperationException("always");
        }));
        using var host = builder.Build();
        await host.StartAsync();
        await failed.Task;
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await Wait.UntilAsync(() => Task.FromResult(_logs.Lines.Count()), count => count > 0);
        Assert.False(stopping.IsCancellationRequested);
        await host.StopAsync();
    }

    [Fact]
    public async Task Loop_BeginningThatFails_IsRepeatedBeforeTheFirstRound()
    {
        var begun = 0;
        using var loop = new Loop(_logs, _ => Task.FromResult(false))
        {
            Beginning = () => ++begun < 3 ? throw new IOException("not yet") : Task.CompletedTask,
        };
        await loop.StartAsync(default);
        await loop.ExecuteTask!.WaitAsync(Wait.Limit);
        Assert.Equal((3, 1), (begun, loop.Rounds));
    }

    [Fact]
    public async Task Loop_Stopped_EndsItsRoundAndFailsNobody()
    {
        var entered = new TaskCompletionSource();
        using var loop = new Loop(_logs, async stop =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return true;
        });
        await loop.StartAsync(default);
        await entered.Task;
        await loop.StopAsync(default);
        await loop.ExecuteTask!;
        Assert.Empty(_logs.Lines);
    }

    private sealed class Loop(LogSink logs, Func<CancellationToken, Task<bool>> round, TimeProvider? time = null)
        : BackgroundLoop(time ?? TimeProvider.System, logs)
    {
        public Func<Task> Beginning { get; init; } = () => Task.CompletedTask;

        public int Rounds { get; private set; }

        protected override Task BeginAsync(CancellationToken cancellation) => Beginning();

        protected override Task<bool> RoundAsync(CancellationToken cancellation)
        {
            Rounds++;
            return round(cancellation);
        }
    }
}
