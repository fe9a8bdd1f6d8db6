using Spectre.Console;

namespace Kale.Cli;

/// <summary>Where text for people goes: answers to standard output, errors and progress to standard error.</summary>
internal static class Terminal
{
    /// <summary>Wide enough that nothing is wrapped for a file or a pipe.</summary>
    private const int UnwrappedWidth = 10_000;

    public static readonly IAnsiConsole Out = Create(Console.Out, Console.IsOutputRedirected);

    public static readonly IAnsiConsole Error = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>A live display is of use only to somebody who watches.</summary>
    public static bool IsInteractive =>
        !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (redirected) { console.Profile.Width = UnwrappedWidth; }
        return Plain(console);
    }

    /// <summary>The console, to which no text sends control characters any more.</summary>
    internal static IAnsiConsole Plain(IAnsiConsole console)
    {
        console.Pipeline.Attach(new PlainSegments());
        return console;
    }
}
