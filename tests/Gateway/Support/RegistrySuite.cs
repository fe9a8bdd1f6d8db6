using Google.Rpc;
using Grpc.Core;
using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Kale.VectorIndex;
using Kale.VectorIndex.Collections;

namespace Kale.Gateway.Tests.Support;

/// <summary>
/// A gateway with a vector store and a Trainer, whose registry has three bundles: the reference of a registered space
/// that the route "default" serves, a student of it that nothing needs, and one of another space.
/// </summary>
internal sealed class RegistrySuite : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private Peer _trainer = null!;

    private RegistrySuite()
    {
    }

    public Shelf Shelf { get; private set; } = null!;

    public ScriptedTrainer Trainer { get; } = new();

    public GatewayHost Gateway { get; private set; } = null!;

    public FileStateStore State { get; private set; } = null!;

    public BundleStore Store { get; private set; } = null!;

    public Bundle Reference { get; private set; } = null!;

    public Bundle Student { get; private set; } = null!;

    public Bundle Other { get; private set; } = null!;

    public EncoderRegistry.EncoderRegistryClient Registry => new(Gateway.Channel);

    public static async Task<RegistrySuite> StartAsync()
    {
        var suite = new RegistrySuite { Shelf = await Shelf.StartAsync() };
        suite.WriteBundles();
        suite._trainer = await Peer.StartAsync(suite.Trainer);
        suite.State = new FileStateStore(suite._directory["state"], TimeProvider.System);
        suite.Gateway = await suite.StartGatewayAsync();
        await suite.Registry.RegisterSpaceAsync(new RegisterSpaceRequest
        {
            ContextBundleId = suite.Reference.Id,
            ReferenceQueryBundleId = suite.Reference.Id,
        });
        await suite.Registry.CreateRouteAsync(
            new CreateRouteRequest { Name = "default", BundleId = suite.Reference.Id, RequestId = "create" });
        return suite;
    }

    /// <summary>Another gateway on the same directories.</summary>
    public Task<GatewayHost> StartGatewayAsync(params (string Option, string Value)[] options) =>
        GatewayHost.StartAsync(
        [
            ("Qdrant:Address", Shelf.Address), ("Trainer:Address", _trainer.Address),
            ("BundleStore", _directory["bundles"]), ("State:Directory", _directory["state"]),
            ("ProtectedNames", "served, awaited"), .. options,
        ]);

    public async Task<Route> RouteAsync() =>
        await Registry.GetRouteAsync(new GetRouteRequest { Name = "default" });

    public async Task<Route> StageAsync(string bundle) => await Registry.StageReleaseAsync(new StageReleaseRequest
    {
        Route = "default",
        BundleId = bundle,
        ExpectedGeneration = (await RouteAsync()).Generation,
        RequestId = Guid.NewGuid().ToString("N"),
    });

    public async Task AbortAsync() => await Registry.AbortAsync(new RouteChangeRequest
    {
        Route = "default",
        ExpectedGeneration = (await RouteAsync()).Generation,
        RequestId = Guid.NewGuid().ToString("N"),
    });

    public Task ReportAsync(Bundle bundle, BundleState state) => new FleetView(State).PutAsync(
        new ReplicaReport
        {
            Name = "replica",
            Address = "",
            Route = "default",
            Generation = 1,
            ActiveBundleId = "",
            ActiveGeneration = 0,
            Sequence = 1,
            Bundles = [new LoadedBundle(bundle.Id, "", state, "", 0)],
        },
        default);

    public Task<IndexBuild> BuildAsync(string collection, Bundle encoder) => Shelf.Store.Builds.EnsureServingAsync(
        new BuildRequest(
            collection, "first",
            new IndexSpace(encoder.Manifest.SpaceId, encoder.Manifest.Dims, IndexMetric.Cosine, encoder.Id)));

    public AsyncUnaryCall<DeleteBundleResponse> DeleteAsync(string bundle) => Registry.DeleteBundleAsync(
        new DeleteBundleRequest { BundleId = bundle, Actor = "somebody", Reason = "no longer wanted" });

    public AsyncUnaryCall<DeleteNameResponse> ForgetAsync(string name) => Registry.DeleteNameAsync(
        new DeleteNameRequest { Name = name, Actor = "somebody", Reason = "no longer wanted" });

    /// <summary>What keeps a call from being done, as <c>ROUTE default</c>.</summary>
    public static async Task<IReadOnlyList<string>> KeptByAsync<T>(AsyncUnaryCall<T> call, string reason)
    {
        var error = await RichErrors.FailsAsync(call);
        Assert.Equal((StatusCode.FailedPrecondition, reason), (error.StatusCode, error.Reason()));
        var violations = error.Detail<PreconditionFailure>().Violations;
        Assert.All(violations, violation => Assert.NotEmpty(violation.Description));
        return [.. violations.Select(violation => $"{violation.Type} {violation.Subject}")];
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _trainer.DisposeAsync();
        await Shelf.DisposeAsync();
        _directory.Dispose();
    }

    private void WriteBundles()
    {
        Store = new BundleStore(_directory["bundles"]);
        var model = TinyEncoders.Dual();
        var probes = WrittenBundles.Probes(model).ToFile();
        Reference = WrittenBundles.Write(Store.Directory, model, "reference", probes);
        Student = BundleWriter.Write(
            Store.Directory, "student", TinyEncoders.Dual(seed: 2), SpaceDefinition.Symmetric(model),
            new HashSet<EncoderRole> { EncoderRole.Query }, WrittenBundles.Provenance, [probes]);
        Other = WrittenBundles.Write(Store.Directory, TinyEncoders.Dual(seed: 3), "other");
    }
}
