using System.Runtime.CompilerServices;

namespace Kale.Cli.Tests.Support;

/// <summary>Standard output or error of this process, apart for each command that a test runs in it.</summary>
internal sealed class CapturedConsole : TextWriter
{
    private static readonly CapturedConsole s_output = new(Console.Out);
    private static readonly CapturedConsole s_error = new(Console.Error);

    private readonly AsyncLocal<TextWriter?> _inside = new();
    private readonly TextWriter _outside;

    private CapturedConsole(TextWriter outside) => _outside = outside;

    public override System.Text.Encoding Encoding => _outside.Encoding;

    /// <summary>From here on, in this flow of control alone.</summary>
    public static void Redirect(TextWriter output, TextWriter error) =>
        (s_output._inside.Value, s_error._inside.Value) = (output, error);

    public override void Write(char value) => (_inside.Value ?? _outside).Write(value);

    public override void Write(string? value) => (_inside.Value ?? _outside).Write(value);

    // Before the command line finds out where it writes.
    [ModuleInitializer]
    internal static void Install()
    {
        Console.SetOut(s_output);
        Console.SetError(s_error);
    }
}
