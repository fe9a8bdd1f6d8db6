using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kale.CompatGrpc.Tests.Peers;

/// <summary>A peer: gets one line of JSON on its input, prints lines of JSON, ends when its input is closed.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private PeerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static async Task<PeerProcess> StartNodeAsync(string script, JsonObject input)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Repository.Node };
        start.ArgumentList.Add(Repository.Script(script));
        return await StartAsync(start, input);
    }

    public static async Task<PeerProcess> StartPythonAsync(string script, JsonObject input)
    {
        // Debian's own interpreter: its packages are not seen by others that may come first on the PATH.
        var start = new ProcessStartInfo("/usr/bin/python3");
        start.ArgumentList.Add(Repository.Script(script));
        return await StartAsync(start, input);
    }

    /// <summary>The next line; null at the end. A peer that is silent for <see cref="Patience"/> fails.</summary>
    public async Task<JsonObject?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line
            ? JsonNode.Parse(line)!.AsObject()
            : null;
    }

    public async Task RequireSuccessAsync()
    {
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, $"The peer ended with {_process.ExitCode}: {await _errors}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<PeerProcess> StartAsync(ProcessStartInfo start, JsonObject input)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var peer = new PeerProcess(Process.Start(start)!);
        await peer._process.StandardInput.WriteLineAsync(input.ToJsonString(JsonSerializerOptions.Default));
        await peer._process.StandardInput.FlushAsync();
        return peer;
    }
}
