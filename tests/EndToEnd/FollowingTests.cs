using Kale.Rollouts.Tests.State;
using Kale.V1;

namespace Kale.EndToEnd.Tests;

/// <summary>A command that follows its job while the server dies without a word and another takes its place.</summary>
public sealed class FollowingTests : IDisposable
{
    private const string Lost = "The connection is lost";
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-following-").FullName;
    private readonly string _url = $"http://127.0.0.1:{LoopbackPort.Choose()}";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Align_WhoseServerIsKilled_TellsEverythingOnceAndEndsWithTheJob()
    {
        TinyEncoder.Publish(Path.Combine(_directory, "bundles"), "default", seed: 1);
        await File.WriteAllLinesAsync(
            Path.Combine(_directory, "queries.txt"), Enumerable.Range(100, 40).Select(SuiteFixture.Text));
        using var killed = await StartAsync();
        await OccupyAsync(new V1.Training.TrainingClient(killed.Channel));
        using var command = new LiveCommand(
            "align", "default", "--plan", "first:1", "-n", "small", "-q", "data/queries.txt",
            "--steps", "3", "--batch-size", "8", "--job", "a", "--server", _url);
        await command.SaysAsync("queued");
        killed.Kill();
        await command.SaysAsync(Lost);

        using var next = await StartAsync();
        await new V1.Training.TrainingClient(next.Channel).CancelJobAsync(new CancelJobRequest { JobId = "before" });
        var done = (await command.EndAsync()).Succeeded();
        Assert.Contains("a has succeeded", done.Text, StringComparison.Ordinal);
        var afterwards = (await next.RunAsync("jobs", "watch", "a")).Succeeded();
        Assert.Equal(Lines(afterwards), Lines(done).Where(line => !line.Contains(Lost, StringComparison.Ordinal)));
    }

    private Task<RunningSuite> StartAsync() =>
        RunningSuite.StartAtAsync(_url, _directory, "--data-root", $"data={_directory}");

    // A job that the other waits for, until it is cancelled.
    private static async Task OccupyAsync(V1.Training.TrainingClient client)
    {
        const int Endless = 1_000_000_000;
        var alignment = new AlignQueryEncoder
        {
            Teacher = "default",
            Plan = new LayerPlan { Name = "first", Layers = 1 },
            Queries = { new DataSet { Root = "data", Path = "queries.txt", Format = "text" } },
            Optimization = new Optimization { Steps = Endless, BatchSize = 8, EvaluateEverySteps = Endless },
        };
        await client.StartJobAsync(new StartJobRequest
        {
            JobId = "before",
            Spec = new JobSpec { OutputName = "before", AlignQueryEncoder = alignment },
        });
    }

    private static string[] Lines(Output output) => output.Error.Split(Environment.NewLine);
}
