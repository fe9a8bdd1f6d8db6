using System.Diagnostics;
using Kale.ServiceDefaults.Tests.Support;
using StackExchange.Redis;

namespace Kale.Rollouts.Tests.State;

/// <summary>A real redis-server on a free loopback port, in a directory of its own.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private const int Attempts = 5;

    private readonly string _directory = Directory.CreateTempSubdirectory("kale-redis-").FullName;
    private readonly List<string> _said = [];
    private Process? _process;

    /// <summary>
    /// How long a test that is not about failures lets a call take: every write waits for a disk that others use.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Known once it was started.</summary>
    public int Port { get; private set; }

    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var attempts = 0;
        do
        {
            Assert.True(attempts++ < Attempts, $"redis-server did not start:\n{string.Join('\n', _said)}");
            Port = LoopbackPort.Choose();
        }
        while (!TryStart());
        Connection = await ConnectAsync(Patience);
    }

    /// <summary>Starts it again, on its port and data.</summary>
    public void Start() =>
        Assert.True(TryStart(), $"redis-server did not come back on {Port}:\n{string.Join('\n', _said)}");

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

    /// <summary>A connection that stands, whose calls take as long as this.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync(TimeSpan patience)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{Port},abortConnect=false,connectTimeout=2000,syncTimeout={patience.TotalMilliseconds:0}");
        await Wait.UntilAsync(() => Task.FromResult(connection.GetStatus()), _ => connection.IsConnected);
        return connection;
    }

    /// <summary>A connection that may change everything and announce nothing.</summary>
    public async Task<ConnectionMultiplexer> MuteAsync()
    {
        await Connection.GetDatabase().ExecuteAsync(
            "ACL", "SETUSER", "mute", "on", ">mute", "~*", "+@all", "resetchannels");
        return await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{Port},user=mute,password=mute,configChannel=,syncTimeout={Patience.TotalMilliseconds:0}");
    }

    public Task DisposeAsync()
    {
        Connection?.Dispose();
        Kill();
        _process!.Dispose();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>False when it ended, be it that somebody took the port.</summary>
    private bool TryStart()
    {
        var start = new ProcessStartInfo(
            "redis-server",
            [
                "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _directory,
                "--appendonly", "yes", "--appendfsync", "always",
            ])
        {
            RedirectStandardOutput = true,
        };
        _process?.Dispose();
        _process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            _said.Add(line);
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal)) { continue; }
            _ = _process.StandardOutput.ReadToEndAsync();
            return true;
        }
        _process.WaitForExit();
        return false;
    }
}
