using Kale.Cli.Serving;

namespace Kale.Cli.Tests.Serving;

/// <summary>What keeps a suite from starting is told in words.</summary>
[Collection(nameof(Alone))]
public sealed class SuiteHostTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("kale-serve-");
    private readonly List<string> _set = [];

    public void Dispose()
    {
        _set.ForEach(variable => Environment.SetEnvironmentVariable(variable, null));
        _data.Delete(recursive: true);
    }

    [Theory]
    [InlineData(99999)]
    [InlineData(-5)]
    public async Task Run_OnAPortThatIsNone_IsAMistakeOfUsage(int port)
    {
        var error = await FailsAsync(Options() with { QdrantPort = port });
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
        Assert.Contains($"--qdrant-port {port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnDamagedRoutes_NamesTheFile()
    {
        var routes = _data.CreateSubdirectory("routes");
        await File.WriteAllTextAsync(Path.Combine(routes.FullName, "state.json"), "{");
        Assert.Contains("state.json", (await FailsAsync(Options())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithWrongOptionsOfSeveralServices_NamesEachInALine()
    {
        Set("Trainer__MaxQueuedJobs", "0");
        Set("ContextIndexer__RetiredBuildsKept", "0");
        var lines = (await FailsAsync(Options())).Message.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains(lines, line => line.Contains("Trainer:MaxQueuedJobs", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("ContextIndexer:RetiredBuildsKept", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Gateway__MaxStreamInFlight", "abc", "Gateway:MaxStreamInFlight")]
    [InlineData("State__Redis", "127.0.0.1:6379,nonsense=1", "State:Redis")]
    [InlineData("QueryEncoder__Cache__Redis", "password=x", "QueryEncoder:Cache:Redis")]
    public async Task Run_WithAnOptionThatCannotBeRead_NamesIt(string variable, string value, string expected)
    {
        Set(variable, value);
        var error = await FailsAsync(Options());
        Assert.Contains(expected, Assert.Single(error.Message.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnAQdrantWithoutScheme_SaysHowToWriteIt() =>
        Assert.Contains(
            "http://host:port",
            (await FailsAsync(Options() with { QdrantAddress = "localhost:6334" })).Message,
            StringComparison.Ordinal);

    private static async Task<CliException> FailsAsync(SuiteOptions options)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        return await Assert.ThrowsAsync<CliException>(() => SuiteHost.RunAsync(options, patience.Token));
    }

    private SuiteOptions Options() => new(
        Data: _data, Url: "http://127.0.0.1:0", ContextEncoder: "default", QueryEncoder: "default", CrossEncoder: "",
        QdrantAddress: null, QdrantPort: 0, DataRoots: new Dictionary<string, string>());

    private void Set(string variable, string value)
    {
        Environment.SetEnvironmentVariable(variable, value);
        _set.Add(variable);
    }
}

/// <summary>Variables of the process are settings of every host that another test starts meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
