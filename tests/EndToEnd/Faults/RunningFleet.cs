using Grpc.Core;
using Grpc.Net.Client;
using Kale.Bundles;
using Kale.Encoding;
using Kale.Rollouts.Tests.State;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Faults;

/// <summary>
/// The suite as a cluster runs it, every part a process: Redis, two query encoders, a gateway, and a host with the
/// vector store. The route "default" serves a tiny encoder; forty documents are indexed.
/// </summary>
public sealed class RunningFleet : IAsyncLifetime
{
    internal const string Shared = "a running fleet";

    private const string Listening = "Now listening on: ";

    private readonly string _data = Directory.CreateTempSubdirectory("kale-faults-").FullName;
    private readonly int[] _ports = [.. Enumerable.Range(0, 5).Select(_ => LoopbackPort.Choose())];
    private GrpcChannel _channel = null!;

    public RedisServer Redis { get; } = new();

    internal ServiceProcess Store { get; private set; } = null!;

    internal ServiceProcess Gateway { get; private set; } = null!;

    internal string GatewayAddress => $"http://127.0.0.1:{_ports[4]}";

    internal IReadOnlyList<ServiceProcess> Replicas { get; private set; } = null!;

    internal Bundle Teacher { get; private set; } = null!;

    internal Bundle Student { get; private set; } = null!;

    internal Search.SearchClient Search => new(_channel);

    internal EncoderRegistry.EncoderRegistryClient Registry => new(_channel);

    internal string Bundles => Path.Combine(_data, "data", "bundles");

    public async Task InitializeAsync()
    {
        Teacher = TinyEncoder.Publish(Bundles, "default", seed: 1);
        Student = PublishStudent(Bundles, seed: 2);
        await Redis.InitializeAsync();
        await StartStoreAsync();
        Replicas = [NewReplica(_ports[2]), NewReplica(_ports[3])];
        foreach (var replica in Replicas) { await replica.StartAsync(); }
        await StartGatewayAsync();
        await CreateRouteAsync();
        await EventuallyAsync(
            FleetAsync, replicas => replicas.Count(replica => replica.ActiveBundleId == Teacher.Id) == 2);
        await EventuallyAsync(
            async () => await Search.SearchAsync(
                new SearchRequest { Query = SuiteFixture.Text(1), Collection = "docs" }),
            answer => answer.Hits.Count > 0);
    }

    public async Task DisposeAsync()
    {
        _channel?.Dispose();
        foreach (var process in Replicas.Append(Gateway).Append(Store)) { process?.Dispose(); }
        await Redis.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    internal async Task<IReadOnlyList<Replica>> FleetAsync() =>
        (await Registry.GetFleetAsync(new GetFleetRequest { Route = "default" })).Replicas;

    internal Task<Route> RouteAsync() =>
        SurelyAsync(() => Registry.GetRouteAsync(new GetRouteRequest { Name = "default" }));

    internal async Task<Route> StageAsync(Bundle bundle)
    {
        var request = new StageReleaseRequest
        {
            Route = "default",
            BundleId = bundle.Id,
            ExpectedGeneration = (await RouteAsync()).Generation,
            RequestId = Guid.NewGuid().ToString("N"),
        };
        return await SurelyAsync(() => Registry.StageReleaseAsync(request));
    }

    internal async Task AbortAsync()
    {
        var request = new RouteChangeRequest
        {
            Route = "default",
            ExpectedGeneration = (await RouteAsync()).Generation,
            RequestId = Guid.NewGuid().ToString("N"),
        };
        await SurelyAsync(() => Registry.AbortAsync(request));
    }

    /// <summary>A student that the registry's store does not have yet, in a data directory of its own.</summary>
    internal (string Data, Bundle Bundle) PublishElsewhere(int seed)
    {
        var data = Path.Combine(_data, $"elsewhere-{seed}");
        return (data, PublishStudent(Path.Combine(data, "bundles"), seed));
    }

    /// <summary>Asks until the answer is as wished; a call that fails is asked again.</summary>
    internal static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> wished)
        where T : class =>
        (T)await Wait.UntilAsync(() => AnswerAsync(ask), answer => answer is T given && wished(given));

    /// <summary>
    /// Sends a request until Redis has answered the gateway in time; with one request id it happens once.
    /// </summary>
    internal static async Task<T> SurelyAsync<T>(Func<AsyncUnaryCall<T>> send)
        where T : class
    {
        var answer = await Wait.UntilAsync(
            () => AnswerAsync(async () => await send()),
            answer => answer is not RpcException { StatusCode: StatusCode.Unavailable });
        return answer as T ?? throw (RpcException)answer;
    }

    /// <summary>The space and the route that serves it, as an operator makes them.</summary>
    internal async Task CreateRouteAsync()
    {
        await SurelyAsync(() => Registry.RegisterSpaceAsync(new RegisterSpaceRequest
        {
            ContextBundleId = Teacher.Id,
            ReferenceQueryBundleId = Teacher.Id,
            MinProbeCosine = -0.99,
        }));
        await SurelyAsync(() => Registry.CreateRouteAsync(new CreateRouteRequest
        {
            Name = "default",
            SpaceId = Teacher.Manifest.SpaceId,
            BundleId = Teacher.Id,
            RequestId = "create",
            Policy = new RoutePolicy
            {
                AllowDirectPromotion = true,
                MinOverlapAt10 = 0,
                MinScoreCorrelation = -1,
                MaxLatencyRatio = 100,
                MaxLoss = 1,
                MaxLostWords = 1,
                MinProbesFound = 0,
                AcceptUnproved = true,
            },
        }));
    }

    private static async Task<object> AnswerAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (RpcException error)
        {
            return error;
        }
    }

    private async Task StartStoreAsync()
    {
        var address = $"http://127.0.0.1:{_ports[0]}";
        Store = new ServiceProcess(
            "kale.dll", "serving on ", "serve", "--data", Path.Combine(_data, "data"),
            "--urls", address, "--qdrant-port", $"{_ports[1]}");
        await Store.StartAsync();
        (await Kale.RunAsync("health", "--wait", "120", "--server", address)).Succeeded();
        SuiteFixture.WriteCorpus(Path.Combine(_data, "corpus"));
        (await Kale.RunAsync("index", Path.Combine(_data, "corpus"), "-c", "docs", "--server", address)).Succeeded();
    }

    private ServiceProcess NewReplica(int port) => new(
        "Kale.QueryEncoder.dll", Listening, "--urls", $"http://127.0.0.1:{port}",
        "--QueryEncoder:Route", "default", "--QueryEncoder:BundleStore", Bundles,
        "--QueryEncoder:Inference:Threads", "1", "--QueryEncoder:Cache:MemoryMegabytes", "0",
        "--QueryEncoder:Cache:Redis", $"127.0.0.1:{Redis.Port}", "--State:Redis", $"127.0.0.1:{Redis.Port}");

    private async Task StartGatewayAsync()
    {
        Gateway = new ServiceProcess(
            "Kale.Gateway.dll", Listening, "--urls", GatewayAddress,
            "--Gateway:QueryEncoder:Address", $"static:///127.0.0.1:{_ports[2]},127.0.0.1:{_ports[3]}",
            "--Gateway:Qdrant:Address", $"http://127.0.0.1:{_ports[1]}",
            "--Gateway:QueryEncoder:Timeout", "00:01:00", "--Gateway:Qdrant:Timeout", "00:01:00",
            "--Gateway:BundleStore", Bundles, "--State:Redis", $"127.0.0.1:{Redis.Port}");
        await Gateway.StartAsync();
        _channel = GrpcChannel.ForAddress(GatewayAddress);
    }

    // Random weights beside random weights: the policy has to tolerate anything.
    private Bundle PublishStudent(string store, int seed) => BundlePublisher.Publish(
        TinyEncoder.Model(seed), Teacher.Manifest.Space, new BundleStore(store), "student",
        new PublishOptions
        {
            Provenance = new global::Kale.Bundles.Provenance
            {
                Source = "random weights for tests",
                Created = DateTimeOffset.UnixEpoch,
            },
            ReferenceProbes = Teacher.Probes,
            MinCosine = -0.99,
        });
}

[CollectionDefinition(RunningFleet.Shared)]
public sealed class RunningFleetUsers : ICollectionFixture<RunningFleet>;
