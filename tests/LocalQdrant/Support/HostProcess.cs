using System.Diagnostics;
using Qdrant.Client;

namespace Kale.LocalQdrant.Tests.Support;

/// <summary>
/// A server in a process of its own, which can be killed as a power cut would: without a chance to tidy up.
/// </summary>
public sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, string firstLine)
    {
        _process = process;
        FirstLine = firstLine;
    }

    /// <summary>The address, or what was said instead of listening.</summary>
    public string FirstLine { get; }

    public static async Task<HostProcess> StartAsync(string directory, long slack = 1 << 26, string? shellPrefix = null)
    {
        var command = $"{shellPrefix} exec dotnet exec '{typeof(HostProcess).Assembly.Location}' '{directory}' {slack}";
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new HostProcess(process, await FirstLineAsync(process));
    }

    // What a busy machine has Kestrel warn of comes before it, and begins with the level.
    private static async Task<string> FirstLineAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("warn:", StringComparison.Ordinal) && !line.StartsWith(' '))
                return line;
        }

        return "the process ended without a word";
    }

    public QdrantClient Connect() => Uri.TryCreate(FirstLine, UriKind.Absolute, out var address)
        ? new QdrantClient(address)
        : throw new InvalidOperationException(FirstLine);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
