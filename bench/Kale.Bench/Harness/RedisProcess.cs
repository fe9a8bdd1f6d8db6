using System.Net;
using System.Net.Sockets;

namespace Kale.Bench.Harness;

/// <summary>A real redis-server of its own, in a temporary directory.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-bench-redis-").FullName;
    private readonly ChildProcess _server;

    public RedisProcess()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        (_server, _) = ChildProcess.StartServer(
            "Ready to accept connections", "redis-server",
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _directory);
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
