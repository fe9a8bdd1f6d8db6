using Spectre.Console;

namespace Kale.Cli;

/// <summary>Where text for people goes: answers to standard output, errors and progress to standard error.</summary>
internal static class Terminal
{
    public static readonly IAnsiConsole Out = AnsiConsole.Console;

    public static readonly IAnsiConsole Error = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>A live display is of use only to somebody who watches.</summary>
    public static bool IsInteractive => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
}
