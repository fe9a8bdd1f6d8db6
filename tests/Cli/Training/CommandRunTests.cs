using Kale.Bundles;
using Kale.Cli.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Cli.Tests.Training;

/// <summary>Each command against a Trainer that does what it is asked for, on encoders of a moment.</summary>
public sealed class CommandRunTests(CommandRunTests.IdleTrainer fixture) : IClassFixture<CommandRunTests.IdleTrainer>
{
    private const string Settings = " --steps 3 --batch-size 4 --max-tokens 32";

    /// <summary>The command, what is told on the way, the bundles that come out.</summary>
    public static TheoryData<string, string, string[]> Commands => new()
    {
        { "align teacher -p first:2 -n aligned -q root/queries.txt" + Settings, "training 3 of 3, loss ", ["aligned"] },
        {
            "sweep teacher -p first:1 -p none -e root/beir -n swept -q root/queries.txt" + Settings,
            "training first-1",
            ["swept-first-1", "swept-layers-none"]
        },
        { "train dual teacher -n tied --data root/beir" + Settings, "training 3 of 3, loss ", ["tied"] },
        {
            "train dual teacher -n twin --data root/beir --untied" + Settings,
            "training 3 of 3, loss ",
            ["twin", "twin-context"]
        },
        { "train cross teacher -n crossed --data root/beir" + Settings, "training 3 of 3, loss ", ["crossed"] },
        { "infuse cross -n infused --data root/beir" + Settings, "training 3 of 3, loss ", ["infused"] },
        { "probe cross teacher --data root/beir", "cross", [] },
        { "evaluate root/beir -e teacher -e wide --metric ndcg@10", "documents of wide 40 of 40", [] },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_ThatWaits_TellsTheWayInLinesAndWhatCameOut(string command, string told, string[] names)
    {
        var id = $"job-{command.Split(' ')[0]}-{(names.Length > 0 ? names[0] : "measured")}";
        var done = await (await RunningCommand.RunAsync(
            fixture.Trainer.Address, [.. command.Split(' '), "--job", id, "--wait"])).SucceededAsync();

        var bundles = names.Select(name => new BundleStore(fixture.Directory["bundles"]).Find(name)).ToList();
        Assert.Matches($"^{id} has succeeded in [0-9.ms ]+\\.$", done.Text.Split(Environment.NewLine)[0]);
        Assert.Equal(
            [.. bundles.Select(bundle => $"  bundle {bundle.Id}"), $"  report: kale jobs report {id}"],
            done.Text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Skip(1));
        Assert.Equal(["  queued", "  running"], done.Lines.Take(2));
        Assert.Equal("  succeeded", done.Lines.Last());
        Assert.Contains(told, done.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', done.Error + done.Text);
        Assert.Equal(JobState.Succeeded, (await fixture.Trainer.Client.GetAsync(id)).State);
    }

    /// <summary>A Trainer with nothing else to do.</summary>
    public sealed class IdleTrainer : IAsyncLifetime
    {
        internal TemporaryDirectory Directory { get; } = new();

        internal TestTrainer Trainer { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            CommandTrainer.Prepare(Directory);
            Trainer = await CommandTrainer.StartAsync(Directory);
        }

        public async Task DisposeAsync()
        {
            await Trainer.DisposeAsync();
            Directory.Dispose();
        }
    }
}
