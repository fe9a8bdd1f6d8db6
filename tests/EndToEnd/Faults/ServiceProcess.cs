using System.Diagnostics;

namespace Kale.EndToEnd.Tests.Faults;

/// <summary>One service in a process of its own, on a port that it keeps over deaths.</summary>
internal sealed class ServiceProcess(string assembly, string marker, params string[] arguments) : IDisposable
{
    private Process? _process;

    /// <summary>What the process keeps in memory, in bytes, as Linux counts it.</summary>
    public long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{_process!.Id}/status")
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) << 10;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Checkout.Root,
        };
        _process = Process.Start(start)!;
        var errors = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains(marker, StringComparison.Ordinal)) { continue; }
            _ = _process.StandardOutput.ReadToEndAsync();
            return;
        }
        throw new InvalidOperationException($"{assembly} ended before it said '{marker}': {await errors}");
    }

    /// <summary>As kill -9 does it.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();
}
