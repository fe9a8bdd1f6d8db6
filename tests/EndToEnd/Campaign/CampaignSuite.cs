using Grpc.Net.Client;
using Kale.Bundles;
using Kale.Encoding;
using Kale.EndToEnd.Tests.Faults;
using Kale.EndToEnd.Tests.Swaps;
using Kale.Rollouts.Tests.State;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>
/// The suite in processes that can be killed: as a whole, or every service by itself over a vector store of its own.
/// Addresses outlive deaths.
/// </summary>
internal sealed class CampaignSuite : IDisposable
{
    private const string Listening = "Now listening on: ";
    private const double NearBy = 0.001; // the gate lets them pass

    private readonly string _data;
    private readonly List<GrpcChannel> _channels = [];

    private CampaignSuite(string data, string name) => (_data, Name) = (data, name);

    public string Name { get; }

    /// <summary>What may be killed, by name.</summary>
    public List<(string Name, ServiceProcess Process)> Victims { get; } = [];

    public Bundle Teacher { get; private set; } = null!;

    public IReadOnlyList<Bundle> Students { get; private set; } = [];

    /// <summary>Of another space: nothing may ever serve it here.</summary>
    public Bundle Stranger { get; private set; } = null!;

    public ContextIndexing.ContextIndexingClient Indexing { get; private set; } = null!;

    public Search.SearchClient Search { get; private set; } = null!;

    public EncoderRegistry.EncoderRegistryClient Registry { get; private set; } = null!;

    public V1.Training.TrainingClient Training { get; private set; } = null!;

    private string Bundles => Path.Combine(_data, "bundles");

    /// <summary>One <c>kale serve</c>.</summary>
    public static async Task<CampaignSuite> WholeAsync(string directory)
    {
        var suite = Prepared(directory, "kale serve");
        var (address, store) = (Address(), LoopbackPort.Choose());
        suite.Victims.Add(("kale serve", new ServiceProcess(
            "kale.dll", "serving on ", "serve", "--data", suite._data, "--urls", address, "--qdrant-port", $"{store}",
            "--data-root", $"data={suite._data}")));
        suite.Connect(address, address, address);
        await suite.StartAsync();
        return suite;
    }

    /// <summary>
    /// A process for each service. The vector store is that of a <c>kale serve</c> whose services nobody calls.
    /// </summary>
    public static async Task<CampaignSuite> ApartAsync(string directory)
    {
        var suite = Prepared(directory, "services");
        var store = LoopbackPort.Choose();
        var (encoder, indexer, gateway, trainer) = (Address(), Address(), Address(), Address());
        var (qdrant, routes) = ($"http://127.0.0.1:{store}", Path.Combine(suite._data, "routes"));
        suite.Victims.AddRange(
        [
            ("vector store", new ServiceProcess(
                "kale.dll", "serving on ", "serve", "--data", Path.Combine(suite._data, "store"),
                "--urls", Address(), "--qdrant-port", $"{store}")),
            ("QueryEncoder", new ServiceProcess(
                "Kale.QueryEncoder.dll", Listening, "--urls", encoder, "--QueryEncoder:Route", "default",
                "--QueryEncoder:Encoder", "default", "--QueryEncoder:BundleStore", suite.Bundles,
                "--State:Directory", routes)),
            ("ContextIndexer", new ServiceProcess(
                "Kale.ContextIndexer.dll", Listening, "--urls", indexer, "--ContextIndexer:Encoder", "default",
                "--ContextIndexer:BundleStore", suite.Bundles, "--ContextIndexer:Qdrant:Address", qdrant)),
            ("Gateway", new ServiceProcess(
                "Kale.Gateway.dll", Listening, "--urls", gateway, "--Gateway:QueryEncoder:Address", encoder,
                "--Gateway:Qdrant:Address", qdrant, "--Gateway:BundleStore", suite.Bundles,
                "--State:Directory", routes)),
            ("Trainer", new ServiceProcess(
                "Kale.Trainer.dll", Listening, "--urls", trainer, "--Trainer:BundleStore", suite.Bundles,
                "--Trainer:DataDirectory", Path.Combine(suite._data, "trainer"),
                "--Trainer:DataRoots:data", suite._data)),
        ]);
        suite.Connect(gateway, indexer, trainer);
        await suite.StartAsync();
        return suite;
    }

    public void Dispose()
    {
        _channels.ForEach(channel => channel.Dispose());
        Victims.ForEach(victim => victim.Process.Dispose());
    }

    private static string Address() => $"http://127.0.0.1:{LoopbackPort.Choose()}";

    private static CampaignSuite Prepared(string directory, string name)
    {
        var suite = new CampaignSuite(Directory.CreateDirectory(Path.Combine(directory, name)).FullName, name);
        var model = TinyEncoder.Model(seed: 1);
        suite.Teacher = suite.Publish("default", model, null);
        suite.Students =
        [
            suite.Publish("one", Candidates.Noisy(model, NearBy, seed: 2), suite.Teacher),
            suite.Publish("two", Candidates.Noisy(model, NearBy, seed: 3), suite.Teacher),
        ];
        suite.Stranger = suite.Publish("stranger", TinyEncoder.Model(seed: 4), null);
        File.WriteAllLines(
            Path.Combine(suite._data, "queries.txt"), Enumerable.Range(1000, 200).Select(SuiteFixture.Text));
        return suite;
    }

    private Bundle Publish(string name, EncoderModel model, Bundle? teacher) => BundlePublisher.Publish(
        model, teacher?.Manifest.Space, new BundleStore(Bundles), name,
        new PublishOptions
        {
            Provenance = new global::Kale.Bundles.Provenance
            {
                Source = "random weights for tests",
                Created = DateTimeOffset.UnixEpoch,
            },
            ReferenceProbes = teacher?.Probes,
            MinCosine = -0.99,
        });

    private void Connect(string gateway, string indexer, string trainer)
    {
        (Search, Registry) = (new(Channel(gateway)), new(Channel(gateway)));
        (Indexing, Training) = (new(Channel(indexer)), new(Channel(trainer)));
    }

    private GrpcChannel Channel(string address)
    {
        _channels.Add(GrpcChannel.ForAddress(address));
        return _channels[^1];
    }

    private async Task StartAsync()
    {
        foreach (var victim in Victims)
            await victim.Process.StartAsync();
    }
}
