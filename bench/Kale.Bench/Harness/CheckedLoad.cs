using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Kale.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Kale.Bench.Harness;

/// <summary>
/// Single queries in an open loop over all replicas: sent when they are due, whether or not earlier ones were answered,
/// and timed from then. Every vector is held against that of the encoder it names.
/// </summary>
internal sealed class CheckedLoad : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly GrpcChannel _channel;
    private readonly QueryEncoding.QueryEncodingClient _client;
    private readonly string[] _queries;
    private readonly string _space;
    private readonly IReadOnlyDictionary<string, float[][]> _expected;

    public CheckedLoad(
        IEnumerable<ReplicaProcess> replicas,
        string[] queries,
        string space,
        IReadOnlyDictionary<string, float[][]> expected)
    {
        (_queries, _space, _expected) = (queries, space, expected);
        var addresses = replicas
            .Select(replica => new Uri(replica.Address))
            .Select(uri => new BalancerAddress(uri.Host, uri.Port))
            .ToList();
        _services = new ServiceCollection()
            .AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => addresses))
            .BuildServiceProvider();
        _channel = GrpcChannel.ForAddress("static:///replicas", new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure,
            ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } },
            ServiceProvider = _services,
        });
        _client = new QueryEncoding.QueryEncodingClient(_channel);
    }

    /// <summary>Queries a second of so many callers that ask again as soon as they are answered.</summary>
    public async Task<double> CapacityAsync(int callers, TimeSpan duration)
    {
        var outcome = new Outcome();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            for (var i = caller; Stopwatch.GetElapsedTime(start) < duration; i += callers)
            {
                await AskAsync(i, Stopwatch.GetTimestamp(), outcome);
            }
        }));
        return outcome.Milliseconds.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Asks at the rate until the work is done, and at least for the duration.</summary>
    public async Task<Outcome> RunAsync(double rate, TimeSpan atLeast, Func<Task> work, Func<int, int>? pick = null)
    {
        var outcome = new Outcome();
        var asked = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        var working = work();
        while (!working.IsCompleted || Stopwatch.GetElapsedTime(start) < atLeast)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate); asked.Count < due;)
            {
                var at = start + (long)(asked.Count / rate * Stopwatch.Frequency);
                asked.Add(AskAsync(pick?.Invoke(asked.Count) ?? asked.Count, at, outcome));
            }
            await Task.Delay(1);
        }
        await Task.WhenAll(asked);
        await working;
        return outcome;
    }

    public void Dispose()
    {
        _channel.Dispose();
        _services.Dispose();
    }

    private async Task AskAsync(int number, long due, Outcome outcome)
    {
        var query = number % _queries.Length;
        try
        {
            var answer = await _client.EncodeAsync(
                new EncodeRequest { Texts = { _queries[query] } }, deadline: DateTime.UtcNow.AddSeconds(10));
            outcome.Milliseconds.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
            outcome.See(answer.ServedBy, _space);
            if (answer.Results[0].Error is { } refused)
                outcome.Failures.Add($"{refused.Code}: {refused.Message}");
            else
                outcome.Compare(answer.Results[0].Embedding.Values, _expected[answer.ServedBy.BundleId][query]);
        }
        catch (RpcException error)
        {
            outcome.Failures.Add($"{error.StatusCode}: {error.Status.Detail}");
        }
    }

    internal sealed class Outcome
    {
        private readonly Lock _gate = new();

        public ConcurrentBag<double> Milliseconds { get; } = [];

        public ConcurrentBag<string> Failures { get; } = [];

        public HashSet<ulong> Generations { get; } = [];

        public int OfOtherSpaces { get; private set; }

        public double LargestDifference { get; private set; }

        public double P99 => Median.Percentile(Milliseconds, 0.99);

        public void See(ServedBy by, string space)
        {
            lock (_gate)
            {
                Generations.Add(by.Generation);
                OfOtherSpaces += by.SpaceId == space ? 0 : 1;
            }
        }

        public void Compare(IReadOnlyList<float> vector, float[] expected)
        {
            var difference = vector.Count == expected.Length
                ? vector.Zip(expected, (a, b) => Math.Abs(a - b)).Max()
                : double.PositiveInfinity;
            lock (_gate) { LargestDifference = Math.Max(LargestDifference, difference); }
        }
    }
}
