using Kale.Cli.Tests.Support;
using Kale.Trainer.Tests.Support;

namespace Kale.Cli.Tests.Training;

/// <summary><c>kale jobs rm</c>: words and exit codes.</summary>
public sealed class JobRemovalTests
{
    [Fact]
    public async Task Remove_OfAJob_DeletesItOnceItHasEnded()
    {
        using var directory = new TemporaryDirectory();
        CommandTrainer.Prepare(directory);
        await using var trainer = await CommandTrainer.StartAsync(directory);
        await trainer.OccupyAsync();

        await (await RunAsync(trainer, "rm", "before")).FailedAsync(
            ExitCodes.Failed, "The job 'before' is running; cancel it first, then delete it.");
        await (await RunAsync(trainer, "cancel", "before")).SucceededAsync();
        var said = (await (await RunAsync(trainer, "rm", "before", "-m", "a test")).SucceededAsync()).Text;

        Assert.Matches("^before is deleted, [0-9.]+ [kM]?B", said);
        Assert.False(Directory.Exists(directory["data/jobs/before"]));
        await (await RunAsync(trainer, "rm", "before")).FailedAsync(ExitCodes.Failed, "There is no job 'before'");
        await (await RunAsync(trainer, "rm")).FailedAsync(ExitCodes.Usage, "kale jobs rm --help");
    }

    private static Task<RunningCommand> RunAsync(TestTrainer trainer, params string[] arguments) =>
        RunningCommand.RunAsync(trainer.Address, ["jobs", .. arguments]);
}
