using System.Diagnostics;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Kale.Bench.Harness;

namespace Kale.Bench.Overloading;

/// <summary>Asks a server for its health, as probes do, and looks at its memory, until it is stopped.</summary>
internal sealed class HealthProbe : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // .NET reads the figures of every thread to tell a process's memory: fifty times a second that took a fifth of two
    // cores from the server and the load.
    private const int ProbesOfMemory = 50;

    private readonly CancellationTokenSource _stop = new();
    private readonly GrpcChannel _channel;
    private readonly List<double> _seconds = [];
    private readonly ChildProcess _server;
    private readonly Task _asking;

    public HealthProbe(string address, ChildProcess server)
    {
        (_server, _channel) = (server, GrpcChannel.ForAddress(address));
        _asking = AskAsync(new Health.HealthClient(_channel));
    }

    public double P99 => Median.Percentile(_seconds, 0.99);

    public double MaxMegabytes { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Ends the asking; what was seen stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _channel.Dispose();
        _stop.Dispose();
    }

    private async Task AskAsync(Health.HealthClient client)
    {
        while (!_stop.IsCancellationRequested)
        {
            var sent = Stopwatch.GetTimestamp();
            try
            {
                await client.CheckAsync(new HealthCheckRequest(), deadline: DateTime.UtcNow + s_patience);
            }
            catch (RpcException)
            {
                Failed++;
            }
            _seconds.Add(Stopwatch.GetElapsedTime(sent).TotalSeconds);
            if (_seconds.Count % ProbesOfMemory == 1)
                MaxMegabytes = Math.Max(MaxMegabytes, _server.ResidentBytes() / 1e6);
            await Task.Delay(s_pause);
        }
    }
}
