using System.CommandLine;
using Kale.Cli.Commands;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.Cli.Tests.Support;

/// <summary>A command of training or of bundles in this process, and what it has said so far.</summary>
internal sealed class RunningCommand
{
    private readonly Transcript _text = new(), _error = new();

    private RunningCommand(string[] arguments) => Ended = Task.Run(() => RunAsync(arguments));

    /// <summary>Its exit code.</summary>
    public Task<int> Ended { get; }

    public string Text => _text.ToString();

    public string Error => _error.ToString();

    /// <summary>What it told of a job, line by line.</summary>
    public IEnumerable<string> Lines => Error.Split(Environment.NewLine).Where(line => line.Length > 0);

    public static RunningCommand Start(string address, params string[] arguments) =>
        new([.. arguments, "--server", address]);

    /// <summary>Runs one to its end.</summary>
    public static async Task<RunningCommand> RunAsync(string address, params string[] arguments)
    {
        var command = Start(address, arguments);
        await command.Ended;
        return command;
    }

    /// <summary>Waits until it has said something to whoever watches.</summary>
    public Task SaysAsync(string words) =>
        Wait.UntilAsync(() => Task.FromResult(Error), error => error.Contains(words, StringComparison.Ordinal));

    public async Task<RunningCommand> SucceededAsync() => await EndedAsync(ExitCodes.Done);

    /// <summary>
    /// A mistake is told in words: an exit code, the expected hint, and nothing that looks like a stack trace.
    /// </summary>
    public async Task FailedAsync(int exitCode, string hint)
    {
        await EndedAsync(exitCode);
        Assert.Contains(hint, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error + Text, StringComparison.Ordinal);
    }

    private async Task<RunningCommand> EndedAsync(int exitCode)
    {
        var code = await Ended.WaitAsync(Wait.Limit);
        Assert.True(code == exitCode, $"exit code {code}, not {exitCode}\n{Text}\n{Error}");
        return this;
    }

    private Task<int> RunAsync(string[] arguments)
    {
        CapturedConsole.Redirect(_text, _error);
        return CommandRunner.RunAsync(
            new RootCommand
            {
                EvaluateCommand.Create(), AlignCommand.Create(), TrainCommand.Create(), InfuseCommand.Create(),
                ProbeCommand.Create(), SweepCommand.Create(), JobsCommand.Create(), BundlesCommand.Create(),
            },
            arguments);
    }
}
