namespace Kale.EndToEnd.Tests;

/// <summary>
/// A process that cannot start as it is configured says so in one line, and ends with the exit code for that.
/// </summary>
public sealed class StartMistakeTests : IDisposable
{
    private const int Misconfigured = 78;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kale-start-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("Kale.ContextIndexer.dll", "--ContextIndexer:RetiredBuildsKept=0", "ContextIndexer:RetiredBuildsKept")]
    [InlineData("Kale.Gateway.dll", "--Gateway:MaxStreamInFlight=abc", "Gateway:MaxStreamInFlight")]
    [InlineData("Kale.QueryEncoder.dll", "--QueryEncoder:Encoder=", "QueryEncoder:Encoder")]
    public async Task Service_WithAWrongOption_SaysItInOneLine(string assembly, string option, string expected) =>
        IsTold(await RunAsync(assembly, option), expected);

    [Fact]
    public async Task Trainer_OnADataDirectoryThatMayNotBeWritten_SaysItInOneLine()
    {
        // Where the lock should be is a directory: that is refused like a file of another user's, to the superuser too.
        _directory.CreateSubdirectory("lock");
        IsTold(
            await RunAsync("Kale.Trainer.dll", $"--Trainer:DataDirectory={_directory.FullName}"),
            "Trainer:DataDirectory");
    }

    [Fact]
    public async Task Serve_WithAnOptionThatCannotBeRead_SaysItInOneLine()
    {
        var command = Kale.Command(
            "serve", "--data", _directory.FullName, "--urls", "http://127.0.0.1:0", "--qdrant-port", "0");
        command.Environment["Gateway__MaxStreamInFlight"] = "abc";
        (await Kale.EndAsync(command)).Failed(1, "Gateway:MaxStreamInFlight");
    }

    private Task<Output> RunAsync(string assembly, string option)
    {
        var command = Kale.CommandOf(assembly, option, "--urls=http://127.0.0.1:0");
        command.WorkingDirectory = _directory.FullName;
        return Kale.EndAsync(command);
    }

    private static void IsTold(Output output, string expected)
    {
        output.Failed(Misconfigured, expected);
        Assert.Single(output.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
