using System.Diagnostics;
using System.Text.Json;

namespace Kale.Bench.Harness;

/// <summary>
/// A program beside this one: a server that says where it listens, or a peer that prints one line of JSON.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>
    /// Starts a server and waits for the line that begins with the marker; returns the rest of that line.
    /// </summary>
    public static (ChildProcess Server, string Answer) StartServer(
        string marker, string program, params string[] arguments)
    {
        var process = Start(program, arguments);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (!line.Contains(marker, StringComparison.Ordinal)) { continue; }
            _ = process.StandardOutput.ReadToEndAsync();
            return (
                new ChildProcess(process),
                line[(line.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..].Trim());
        }
        throw new InvalidOperationException($"{program} ended before it said '{marker}'.");
    }

    /// <summary>Runs a peer to its end and reads its output, from the first brace on, as JSON.</summary>
    public static JsonElement RunJson(string program, params string[] arguments)
    {
        var output = Run(program, arguments);
        return JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]).RootElement.Clone();
    }

    /// <summary>Runs a program to its end; what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed:\n{output}");
        }
        return output;
    }

    /// <summary>The process's, as the system knows it.</summary>
    public int Id => _process.Id;

    /// <summary>Memory of the process that is in RAM, in bytes.</summary>
    public long ResidentBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Processor time of the process since it began, on all cores.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Checkout.Root,
        })
        ?? throw new InvalidOperationException($"{program} did not start.");
}
