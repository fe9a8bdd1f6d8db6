using System.Diagnostics;
using System.Text.Json;

namespace Kale.EndToEnd.Tests;

/// <summary>Runs the real command line in a process of its own.</summary>
internal static class Kale
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    public static ProcessStartInfo Command(params string[] arguments) => CommandOf("kale.dll", arguments);

    /// <summary>Another executable of the suite.</summary>
    public static ProcessStartInfo CommandOf(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Checkout.Root,
        };
        start.Environment.Remove("KALE_SERVER");
        start.Environment.Remove("KALE_DATA");
        return start;
    }

    public static Task<Output> RunAsync(params string[] arguments) => EndAsync(Command(arguments));

    /// <summary>With something on its standard input.</summary>
    public static Task<Output> PipeAsync(string input, params string[] arguments) =>
        EndAsync(Command(arguments), input);

    public static async Task<Output> EndAsync(ProcessStartInfo command, string input = "")
    {
        using var process = Process.Start(command)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!await EndsAsync(process))
        {
            process.Kill();
            Assert.Fail(
                $"kale {string.Join(' ', command.ArgumentList.Skip(1))} does not end\n{await output}\n{await error}");
        }
        return new Output(process.ExitCode, await output, await error);
    }

    private static async Task<bool> EndsAsync(Process process)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return process.HasExited;
    }
}

/// <summary>What a command said.</summary>
internal sealed record Output(int ExitCode, string Text, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public override string ToString() => $"exit code {ExitCode}\n{Text}\n{Error}";

    public Output Succeeded()
    {
        Assert.True(ExitCode == 0, $"{this}");
        return this;
    }

    /// <summary>
    /// A mistake is told in words: an exit code, the expected hint, and nothing that looks like a stack trace.
    /// </summary>
    public void Failed(int exitCode, string hint)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, not {exitCode}\n{Text}\n{Error}");
        Assert.Contains(hint, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error + Text, StringComparison.Ordinal);
    }
}
