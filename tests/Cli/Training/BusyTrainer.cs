using Kale.Cli.Tests.Support;
using Kale.Trainer.Tests.Support;

namespace Kale.Cli.Tests.Training;

/// <summary>A Trainer that computes something else: what is started is checked and queued, and never runs.</summary>
public sealed class BusyTrainer : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    internal TestTrainer Trainer { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        CommandTrainer.Prepare(_directory);
        Trainer = await CommandTrainer.StartAsync(_directory);
        await Trainer.OccupyAsync();
    }

    public async Task DisposeAsync()
    {
        await Trainer.DisposeAsync();
        _directory.Dispose();
    }

    internal Task<RunningCommand> RunAsync(string command, params string[] more) =>
        RunningCommand.RunAsync(Trainer.Address, [.. command.Split(' '), .. more]);
}
