using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Grpc.Net.Client;

namespace Kale.EndToEnd.Tests;

/// <summary>A <c>kale serve</c> process on a free port.</summary>
internal sealed partial class RunningSuite : IDisposable
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly Process _process;

    private RunningSuite(Process process) => _process = process;

    public string Address { get; private set; } = "";

    public GrpcChannel Channel { get; private set; } = null!;

    /// <summary>Of the embedded vector store.</summary>
    public string StoreAddress =>
        Listening().Match(Log) is { Success: true } said
            ? said.Groups[1].Value
            : throw new InvalidOperationException(Log);

    public string Log => string.Join('\n', _log);

    public static Task<RunningSuite> StartAsync(string data, params string[] options) =>
        StartAtAsync("http://127.0.0.1:0", data, options);

    /// <summary>In another environment.</summary>
    public static Task<RunningSuite> StartAsync(string data, Action<ProcessStartInfo> change) =>
        StartAtAsync("http://127.0.0.1:0", data, change);

    public static Task<RunningSuite> StartAtAsync(string url, string data, params string[] options) =>
        StartAtAsync(url, data, _ => { }, options);

    private static async Task<RunningSuite> StartAtAsync(
        string url, string data, Action<ProcessStartInfo> change, params string[] options)
    {
        var command = Kale.Command(["serve", "--data", data, "--urls", url, "--qdrant-port", "0", .. options]);
        change(command);
        var suite = new RunningSuite(Process.Start(command)!);
        suite.Address = await suite.ReadAddressAsync();
        suite.Channel = GrpcChannel.ForAddress(suite.Address);
        return suite;
    }

    /// <summary>Waits until everything serves.</summary>
    public async Task<RunningSuite> ReadyAsync()
    {
        (await Kale.RunAsync("health", "--wait", "120", "--server", Address)).Succeeded();
        return this;
    }

    public Task<Output> RunAsync(params string[] arguments) => Kale.RunAsync([.. arguments, "--server", Address]);

    /// <summary>As a machine dies: without a word.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>As Kubernetes ends a pod.</summary>
    public async Task<int> TerminateAsync()
    {
        using (Process.Start("kill", ["-TERM", $"{_process.Id}"])) { }
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Channel?.Dispose();
        if (!_process.HasExited) { Kill(); }
        _process.Dispose();
    }

    private async Task<string> ReadAddressAsync()
    {
        _ = DrainAsync(_process.StandardError);
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
            if (!line.StartsWith("serving on ", StringComparison.Ordinal)) { continue; }
            _ = DrainAsync(_process.StandardOutput);
            return line["serving on ".Length..];
        }
        throw new InvalidOperationException($"kale serve ended: {Log}");
    }

    [GeneratedRegex("LocalQdrant listens on ([^,]*),")]
    private static partial Regex Listening();

    private async Task DrainAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line) { _log.Enqueue(line); }
    }
}
