using Kale.Gateway.Gate;
using Kale.Rollouts.State;

namespace Kale.Gateway.Tests.Gate;

public sealed class GateClaimTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-claim-").FullName;
    private readonly Counter _time = new();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Try_WhileAnotherGatewayJudges_DoesNotJudgeAsWell()
    {
        var (one, other) = (Claim(), Claim());
        var begun = new TaskCompletionSource();
        var verdict = new TaskCompletionSource<string>();
        var judging = one.TryAsync("release", _ => JudgeAsync(begun, verdict.Task), default);
        await begun.Task;
        Assert.Null(await other.TryAsync("release", _ => Task.FromResult("twice"), default));
        Assert.Equal("another", await other.TryAsync("release 2", _ => Task.FromResult("another"), default));
        verdict.SetResult("once");
        Assert.Equal("once", await judging);
    }

    [Fact]
    public async Task Try_AfterTheGatewayThatJudgedIsGone_Judges()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Claim().TryAsync<string>(
            "release", _ => throw new InvalidOperationException("killed"), default));
        var other = Claim();
        Assert.Null(await other.TryAsync("release", _ => Task.FromResult("early"), default));
        _time.Seconds += 11;
        Assert.Equal("late", await other.TryAsync("release", _ => Task.FromResult("late"), default));
    }

    private static async Task<string> JudgeAsync(TaskCompletionSource begun, Task<string> verdict)
    {
        begun.SetResult();
        return await verdict;
    }

    private GateClaim Claim() => new(new FileStateStore(_directory, _time), new GatewayName(), TimeProvider.System);

    /// <summary>The clock that counts from the machine's start, moved by hand.</summary>
    private sealed class Counter : TimeProvider
    {
        public long Seconds { get; set; } = 1000;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
