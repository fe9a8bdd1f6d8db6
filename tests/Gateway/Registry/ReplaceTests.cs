using Grpc.Core;
using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Gateway.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests.Registry;

/// <summary>An active release that nobody can load makes way for another one, and only such a release does.</summary>
public sealed class ReplaceTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-replace-").FullName;
    private FileStateStore _state = null!;
    private GatewayHost _gateway = null!;
    private Bundle _active = null!;
    private Bundle _other = null!;
    private string _release = "";

    private EncoderRegistry.EncoderRegistryClient Registry => new(_gateway.Channel);

    public async Task InitializeAsync()
    {
        var (store, files) = (Path.Combine(_directory, "bundles"), Path.Combine(_directory, "state"));
        var (model, student) = (TinyEncoders.Dual(), TinyEncoders.Dual(seed: 2));
        var space = SpaceDefinition.Symmetric(model);
        var probes = WrittenBundles.Probes(model).ToFile();
        _active = WrittenBundles.Write(store, model, "active", probes);
        _other = BundleWriter.Write(
            store, "other", student, space, new HashSet<EncoderRole> { EncoderRole.Query },
            WrittenBundles.Provenance, [probes]);
        _state = new FileStateStore(files, TimeProvider.System);
        _gateway = await GatewayHost.StartAsync(
            [("BundleStore", store), ("State:Directory", files), ("Rollout:Interval", "00:00:00.050")]);
        await Registry.RegisterSpaceAsync(new RegisterSpaceRequest
        {
            ContextBundleId = _active.Id,
            ReferenceQueryBundleId = _active.Id,
        });
        var route = await Registry.CreateRouteAsync(new CreateRouteRequest
        {
            Name = "default",
            SpaceId = space.Id,
            BundleId = _active.Id,
            RequestId = "create",
        });
        _release = route.Active.ReleaseId;
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Replace_OfAReleaseThatNobodyCanLoad_ServesTheOtherAndIsInTheAuditLog()
    {
        await ReportAsync("one", BundleState.Loading, "it is not in the store");
        await ReportAsync("two", BundleState.Refused, "a file is missing");
        Directory.Delete(_active.Directory, recursive: true);

        var route = await Registry.ReplaceReleaseAsync(Request());
        var again = await Registry.ReplaceReleaseAsync(Request());

        Assert.Equal(_other.Id, route.Active.BundleId);
        Assert.Null(route.Previous);
        Assert.Equal(_active.Id, route.History[0].BundleId);
        Assert.Equal((2ul, 2ul), (route.Generation, again.Generation));
        var change = (await Registry.GetAuditAsync(new GetAuditRequest { Route = "default" })).Changes[0];
        Assert.Equal(
            ("Replace", "somebody", "the volume is lost", route.Active.ReleaseId),
            (change.Event, change.Actor, change.Reason, change.ReleaseId));
    }

    [Theory]
    [InlineData(BundleState.Ready, "", "serves it")]
    [InlineData(BundleState.Loading, "", "is loading")]
    public async Task Replace_OfAReleaseThatSomebodyHasOrMayHave_IsRefused(BundleState state, string why, string said)
    {
        await ReportAsync("one", BundleState.Refused, "a file is missing");
        await ReportAsync("two", state, why);

        await RefusedAsync(Request(), StatusCode.FailedPrecondition, "ROUTE_STILL_SERVING", $"two {said}");
    }

    [Fact]
    public async Task Replace_WhereNobodyFollowsTheRoute_IsRefused() => await RefusedAsync(
        Request(), StatusCode.FailedPrecondition, "ROUTE_STILL_SERVING", "no replica follows the route");

    [Fact]
    public async Task Replace_WithoutAReason_IsRefused()
    {
        await ReportAsync("one", BundleState.Refused, "a file is missing");
        var request = Request();
        request.Reason = " ";

        await RefusedAsync(request, StatusCode.InvalidArgument, "ROUTE_REASON_MISSING", "Say why");
    }

    [Fact]
    public async Task Replace_ByTheSameBundle_IsRefused()
    {
        await ReportAsync("one", BundleState.Refused, "a file is missing");
        var request = Request();
        request.BundleId = _active.Id;

        await RefusedAsync(request, StatusCode.FailedPrecondition, "ROUTE_ALREADY_ACTIVE", _active.Id);
    }

    [Fact]
    public async Task Route_WhoseLostEncoderIsThereUnderAnotherId_IsLedToIt()
    {
        var model = TinyEncoders.Dual();
        var twin = WrittenBundles.Write(
            Path.Combine(_directory, "bundles"), model, "again", WrittenBundles.Probes(model).ToFile(),
            Bundles.BundleFile.OfText("onnx/model.onnx", "as another version makes it"));
        Assert.NotEqual(_active.Id, twin.Id);
        await ReportAsync("one", BundleState.Loading, "it is not in the store");
        Assert.Equal(_active.Id, (await RouteAsync()).Active.BundleId);

        Directory.Delete(_active.Directory, recursive: true);

        var route = await Wait.UntilAsync(
            async () =>
            {
                await ReportAsync("one", BundleState.Loading, "it is not in the store");
                return await RouteAsync();
            },
            route => route.Active.BundleId == twin.Id);
        var change = (await Registry.GetAuditAsync(new GetAuditRequest { Route = "default" })).Changes[0];
        Assert.Equal(("Replace", 2ul), (change.Event, route.Generation));
        Assert.Contains(_active.Id, change.Reason, StringComparison.Ordinal);
    }

    private async Task<Route> RouteAsync() => await Registry.GetRouteAsync(new GetRouteRequest { Name = "default" });

    private ReplaceReleaseRequest Request() => new()
    {
        Route = "default",
        BundleId = _other.Id,
        ExpectedGeneration = 1,
        RequestId = "replace",
        Actor = "somebody",
        Reason = "the volume is lost",
    };

    private async Task RefusedAsync(ReplaceReleaseRequest request, StatusCode status, string reason, string said)
    {
        var error = await RichErrors.FailsAsync(Registry.ReplaceReleaseAsync(request));
        Assert.Equal((status, reason), (error.StatusCode, error.Reason()));
        Assert.Contains(said, error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(1ul, (await RouteAsync()).Generation);
    }

    private Task ReportAsync(string replica, BundleState state, string why)
    {
        var report = new ReplicaReport
        {
            Name = replica,
            Address = "http://127.0.0.1:1",
            Route = "default",
            Generation = 1,
            ActiveBundleId = "",
            ActiveGeneration = 0,
            Sequence = 1,
            Bundles = [new LoadedBundle(_active.Id, _release, state, why, 0)],
        };
        return new FleetView(_state).PutAsync(report, default);
    }
}
