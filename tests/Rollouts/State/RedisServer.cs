using System.Diagnostics;
using StackExchange.Redis;

namespace Kale.Rollouts.Tests.State;

/// <summary>A real redis-server on a free loopback port, in a directory of its own.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-redis-").FullName;
    private Process? _process;

    /// <summary>How long a test that is not about failures lets a call take: every write waits for a disk that others use.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public int Port { get; } = LoopbackPort.Choose();

    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Start();
        Connection = await ConnectAsync(Patience);
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

    public Task<ConnectionMultiplexer> ConnectAsync(TimeSpan patience) => ConnectionMultiplexer.ConnectAsync(
        $"127.0.0.1:{Port},abortConnect=false,connectTimeout=2000,syncTimeout={patience.TotalMilliseconds:0}");

    public Task DisposeAsync()
    {
        Connection.Dispose();
        Kill();
        _process!.Dispose();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }
}
