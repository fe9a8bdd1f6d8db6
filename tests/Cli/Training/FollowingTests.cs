using Kale.Cli.Tests.Support;
using Kale.Rollouts.Tests.State;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Cli.Tests.Training;

/// <summary>A job that is followed: to its end, whatever becomes of the connection meanwhile.</summary>
public sealed class FollowingTests : IDisposable
{
    private const string Lost = "The connection is lost";
    private readonly TemporaryDirectory _directory = new();
    private readonly string _url = $"http://127.0.0.1:{LoopbackPort.Choose()}";

    public FollowingTests() => CommandTrainer.Prepare(_directory);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Command_OverARestartOfTheTrainer_TellsEverythingOnceAndEndsWithTheJob()
    {
        RunningCommand command;
        await using (var trainer = await CommandTrainer.StartAsync(_directory, _url))
        {
            await trainer.OccupyAsync();
            command = RunningCommand.Start(
                _url, "evaluate", "root/beir", "-e", "teacher", "--metric", "ndcg@10", "--job", "a");
            await command.SaysAsync("queued");
        }

        await command.SaysAsync(Lost);
        await using var restarted = await CommandTrainer.StartAsync(_directory, _url);
        await restarted.Client.CancelAsync("before");
        Assert.Contains("a has succeeded", (await command.SucceededAsync()).Text, StringComparison.Ordinal);

        var afterwards = await RunningCommand.RunAsync(_url, "jobs", "watch", "a");
        Assert.Equal(afterwards.Lines, command.Lines.Where(line => !line.Contains(Lost, StringComparison.Ordinal)));
        Assert.Single(command.Lines, line => line.Contains(Lost, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_OfAJobThatIsCancelled_EndsAndSaysHowItGoesOn()
    {
        await using var trainer = await CommandTrainer.StartAsync(_directory, _url);
        await trainer.OccupyAsync();
        var watch = RunningCommand.Start(_url, "jobs", "watch", "before");
        await watch.SaysAsync("training");
        var cancel = await RunningCommand.RunAsync(_url, "jobs", "cancel", "before");
        Assert.Equal($"before is cancelled.{Environment.NewLine}", (await cancel.SucceededAsync()).Text);
        await watch.FailedAsync(
            ExitCodes.Failed, "before was cancelled. Take it up again with: kale jobs resume before");
        Assert.Equal("  cancelled", watch.Lines.SkipLast(1).Last());
    }
}
