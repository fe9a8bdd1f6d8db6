using System.Diagnostics;
using Kale.ServiceDefaults.Tests.Support;
using StackExchange.Redis;

namespace Kale.Rollouts.Tests.State;

/// <summary>
/// A real Redis Cluster of three masters on free loopback ports: keys lie in slots of different servers.
/// </summary>
public sealed class RedisCluster : IAsyncLifetime
{
    private const int Masters = 3;

    private readonly List<(Process Process, string Directory, int Port)> _nodes = [];

    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        for (var i = 0; i < Masters; i++)
            Start();
        await Wait.UntilAsync(
            () => RunAsync(
                ["--cluster", "create", .. _nodes.Select(node => $"127.0.0.1:{node.Port}"), "--cluster-yes"]),
            said => said.Contains("All 16384 slots covered", StringComparison.Ordinal));
        Connection = await ConnectionMultiplexer.ConnectAsync(
            string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}"))
            + ",abortConnect=false,syncTimeout=20000");
        foreach (var (_, _, port) in _nodes)
        {
            await Wait.UntilAsync(
                () => RunAsync("-p", $"{port}", "cluster", "info"),
                said => said.Contains("cluster_state:ok", StringComparison.Ordinal));
        }
    }

    public Task DisposeAsync()
    {
        Connection?.Dispose();
        foreach (var (process, directory, _) in _nodes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            Directory.Delete(directory, recursive: true);
        }
        return Task.CompletedTask;
    }

    private void Start()
    {
        var directory = Directory.CreateTempSubdirectory("kale-cluster-").FullName;
        var port = LoopbackPort.Choose();
        var start = new ProcessStartInfo(
            "redis-server",
            [
                "--port", $"{port}", "--cluster-port", $"{LoopbackPort.Choose()}", "--bind", "127.0.0.1",
                "--dir", directory, "--cluster-enabled", "yes", "--appendonly", "yes",
                // A machine with much to do is no failed node.
                "--cluster-node-timeout", "120000",
            ])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");
        _nodes.Add((process, directory, port));
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal)) { continue; }
            _ = process.StandardOutput.ReadToEndAsync();
            return;
        }
        throw new InvalidOperationException($"redis-server ended on port {port}.");
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("redis-cli", arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException("redis-cli did not start.");
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return said;
    }
}
