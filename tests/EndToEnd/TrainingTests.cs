namespace Kale.EndToEnd.Tests;

/// <summary>Jobs of the Trainer through the command line, against a running suite.</summary>
public sealed class TrainingTests(TrainingTests.Fixture fixture) : IClassFixture<TrainingTests.Fixture>
{
    [Fact]
    public async Task Evaluate_EncodersAndWait_ShowsProgressAndLeavesAReport()
    {
        var done = (await RunAsync(
            "evaluate", "data/corpus", "-e", "default", "-e", "second", "--metric", "ndcg@10", "--job", "waited"))
            .Succeeded();
        Assert.Contains("waited has succeeded", done.Text, StringComparison.Ordinal);
        Assert.Contains("kale jobs report waited", done.Text, StringComparison.Ordinal);
        Assert.Contains("documents of default 40 of 40", done.Error, StringComparison.Ordinal);
        Assert.Contains("default ndcg@10 1", done.Error, StringComparison.Ordinal);
        var report = (await RunAsync("jobs", "report", "waited", "--json")).Succeeded().Json;
        Assert.Equal("Evaluation on data/corpus", report.GetProperty("title").GetString());
        var page = Path.Combine(fixture.Directory, "report.html");
        (await RunAsync("jobs", "report", "waited", "-o", page)).Succeeded();
        Assert.StartsWith("<!DOCTYPE html>", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_Detached_IsFoundAndFollowedByItsId()
    {
        string[] command = ["evaluate", "data/corpus", "-e", "default", "--job", "detached"];
        Assert.Contains(
            "kale jobs watch detached",
            (await RunAsync([.. command, "--detach"])).Succeeded().Text,
            StringComparison.Ordinal);
        (await RunAsync("jobs", "watch", "detached")).Succeeded();
        // The same command again is the same job.
        Assert.Contains("detached has succeeded", (await RunAsync(command)).Succeeded().Text, StringComparison.Ordinal);
        var jobs = (await RunAsync("jobs", "list", "--state", "succeeded", "--json"))
            .Succeeded().Json.GetProperty("jobs");
        Assert.Single(jobs.EnumerateArray(), job => job.GetProperty("jobId").GetString() == "detached");
        Assert.Contains("detached", (await RunAsync("jobs", "list")).Succeeded().Text, StringComparison.Ordinal);
        Assert.Contains(
            "evaluate  succeeded",
            (await RunAsync("jobs", "show", "detached")).Succeeded().Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_ThatFails_SaysWhyAndExitsWithOne()
    {
        (await RunAsync("evaluate", "data/broken", "-e", "default", "--job", "broken")).Failed(1, "DATA_MALFORMED");
        (await RunAsync("jobs", "watch", "broken")).Failed(1, "data/broken/qrels/test.tsv:1");
        Assert.Contains(
            "DATA_MALFORMED",
            (await RunAsync("jobs", "list", "--state", "failed")).Succeeded().Text,
            StringComparison.Ordinal);
        (await RunAsync("jobs", "report", "broken")).Failed(1, "no report");
        Assert.Contains(
            "broken is", (await RunAsync("jobs", "resume", "broken")).Succeeded().Text, StringComparison.Ordinal);
        (await RunAsync("jobs", "watch", "broken")).Failed(1, "DATA_MALFORMED");
        (await RunAsync("jobs", "cancel", "broken")).Failed(1, "has failed");
    }

    [Fact]
    public async Task Align_OnQueries_PublishesAnEncoderOfTheTeachersSpace()
    {
        var done = (await RunAsync(
            "align", "default", "--plan", "first:1", "-n", "small", "--queries", "data/queries.txt",
            "--loss", "cosine", "--steps", "3", "--batch-size", "8")).Succeeded();
        Assert.Contains("bundle bundle-", done.Text, StringComparison.Ordinal);
        (await RunAsync(
            "evaluate", "data/corpus", "-e", "default", "-e", "small",
            "--context-encoder", "default", "--metric", "ndcg@10")).Succeeded();
        var encoders = (await Kale.RunAsync("encoders", "--data", Path.Combine(fixture.Directory, "data"), "--json"))
            .Succeeded().Json;
        var spaces = encoders.EnumerateArray()
            .Where(encoder => Names(encoder) is "default" or "small")
            .Select(encoder => encoder.GetProperty("spaceId").GetString());
        Assert.Single(spaces.Distinct());

        static string? Names(System.Text.Json.JsonElement encoder) => encoder.GetProperty("names")[0].GetString();
    }

    public static TheoryData<string[], int, string> Mistakes() => new()
    {
        { ["evaluate", "data/corpus"], 2, "--collection" },
        { ["evaluate", "data/corpus", "-c", "docs", "-e", "default"], 2, "--collection" },
        { ["evaluate", "data/corpus", "-e", "nobody"], 2, "spec.evaluate.encoders[0]" },
        { ["evaluate", "data/../../etc", "-e", "default"], 2, "leads out of the root" },
        { ["evaluate", "elsewhere/corpus", "-e", "default"], 2, "there are: data" },
        { ["evaluate", "corpus", "-e", "default"], 2, "root/path" },
        { ["evaluate", "data/corpus", "-e", "default", "--wait", "--detach"], 2, "choose one" },
        { ["align", "default", "--plan", "kale", "-n", "x"], 2, "name:layers" },
        { ["sweep", "default", "--plan", "kale:1", "-e", "data/corpus"], 2, "--name" },
        { ["train", "dual", "default", "-n", "x"], 2, "kale train dual --help" },
        { ["jobs", "show", "nothing"], 1, "nothing" },
        { ["jobs", "list", "--state", "sleeping"], 2, "sleeping" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_IsToldInWords(string[] arguments, int exitCode, string hint) =>
        (await RunAsync(arguments)).Failed(exitCode, hint);

    [Fact]
    public async Task Serve_WithADataRootThatIsNone_SaysSo() =>
        (await Kale.RunAsync("serve", "--data", fixture.Directory, "--data-root", "data=/nowhere"))
            .Failed(2, "/nowhere");

    private Task<Output> RunAsync(params string[] arguments) => fixture.Suite.RunAsync(arguments);

    /// <summary>A suite with two encoders and a data root.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("kale-training-").FullName;

        internal RunningSuite Suite { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var (data, sets) = (Path.Combine(Directory, "data"), Path.Combine(Directory, "sets"));
            TinyEncoder.Publish(Path.Combine(data, "bundles"), "default", seed: 1);
            TinyEncoder.Publish(Path.Combine(data, "bundles"), "second", seed: 2);
            SuiteFixture.WriteCorpus(Path.Combine(sets, "corpus"));
            SuiteFixture.WriteCorpus(Path.Combine(sets, "broken"));
            await File.WriteAllTextAsync(Path.Combine(sets, "broken", "qrels", "test.tsv"), "one column\n");
            await File.WriteAllLinesAsync(
                Path.Combine(sets, "queries.txt"), Enumerable.Range(100, 40).Select(SuiteFixture.Text));
            Suite = await (await RunningSuite.StartAsync(data, "--data-root", $"data={sets}")).ReadyAsync();
        }

        public Task DisposeAsync()
        {
            Suite.Dispose();
            System.IO.Directory.Delete(Directory, recursive: true);
            return Task.CompletedTask;
        }
    }
}
