using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Kale.Rollouts.Tests.State;

/// <summary>A real redis-server on a free loopback port, in a directory of its own.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-redis-").FullName;
    private Process? _process;

    public int Port { get; } = FreePort();

    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Start();
        Connection = await ConnectAsync();
    }

    public void Start()
    {
        var start = new ProcessStartInfo("redis-server", ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _directory, "--appendonly", "yes", "--appendfsync", "always"])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");
        while (_process.StandardOutput.ReadLine() is { } line && !line.Contains("Ready to accept connections", StringComparison.Ordinal)) { }
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Sends a signal such as -STOP or -CONT.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    public Task<ConnectionMultiplexer> ConnectAsync() =>
        ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},abortConnect=false,connectTimeout=2000,syncTimeout=2000");

    public Task DisposeAsync()
    {
        Connection.Dispose();
        Kill();
        _process!.Dispose();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
