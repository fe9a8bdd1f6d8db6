using Kale.Bundles;
using Kale.Bundles.Tests.S3;
using Kale.QueryEncoder.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.QueryEncoder.Tests.Following;

/// <summary>A replica with a store of its own gets what it lacks from the registry.</summary>
public sealed class BundleFetchTests : IAsyncLifetime
{
    private readonly RoutedFleet _fleet = new();
    private readonly string _store = Directory.CreateTempSubdirectory("kale-own-store-").FullName;
    private ScriptedRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _registry = await ScriptedRegistry.StartAsync(_fleet.Bundles.Store);
        await _fleet.CreateAsync();
    }

    public async Task DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _registry.DisposeAsync();
        Directory.Delete(_store, recursive: true);
    }

    [Fact]
    public async Task Follow_ABundleThatTheStoreLacks_DownloadsAndServesIt()
    {
        var host = await JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        Assert.Equal(_fleet.Teacher.Id, (await EncodeAsync(host)).ServedBy.BundleId);
        Assert.Equal(_fleet.Teacher.Id, new BundleStore(_store).Find(_fleet.Teacher.Id).Id);
        Assert.Equal([0], _registry.Resumed);
    }

    [Fact]
    public async Task Follow_ABundleThatIsDamagedHere_DownloadsItAnew()
    {
        var damaged = new BundleStore(_store).Add(_fleet.Teacher.Directory);
        File.Delete(damaged.PathOf("model.safetensors"));
        var host = await JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        Assert.Equal(_fleet.Teacher.Id, (await EncodeAsync(host)).ServedBy.BundleId);
        Assert.Equal(_fleet.Teacher.Id, Bundle.Open(damaged.Directory).Id);
    }

    [Fact]
    public async Task Follow_ABundleThatOnlyTheBucketHolds_FetchesAndServesIt()
    {
        using var server = new S3Server();
        var options = server.NewOptions();
        using var bucket = new S3BundleStore(options);
        await bucket.PutAsync(_fleet.Teacher, default);
        var host = await _fleet.JoinAsync([("BundleStore", _store), .. S3Server.SettingsOf(options)]);
        await host.WaitForAsync("", ServingStatus.Serving);
        Assert.Equal(_fleet.Teacher.Id, (await EncodeAsync(host)).ServedBy.BundleId);

        await _fleet.StageAsync(_fleet.Student);
        var waiting = await _fleet.ReportAsync(report =>
            report.Bundles.Any(bundle => bundle.Reason.Contains($"s3://kale/{options.Prefix}")));
        Assert.Equal(BundleState.Loading, RoutedFleet.StateOf(waiting, _fleet.Student));
        await bucket.PutAsync(_fleet.Student, default);
        await _fleet.ReportAsync(report => RoutedFleet.StateOf(report, _fleet.Student) == BundleState.Ready);
    }

    [Fact]
    public async Task Follow_WhenTheDownloadBreaksOff_GoesOnWhereItStopped()
    {
        _registry.BreaksAfter = 3;
        var host = await JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        Assert.True(_registry.Resumed.Count > 2);
        Assert.Equal(_registry.Resumed.Order(), _registry.Resumed);
        Assert.Equal(_registry.Resumed.Count, _registry.Resumed.Distinct().Count());
    }

    [Fact]
    public async Task Stage_WhileTheBucketIsAway_ServesWhatItHasAndFetchesWhenItIsBack()
    {
        using var server = new S3Server();
        var options = server.NewOptions();
        using var bucket = new S3BundleStore(options);
        await bucket.PutAsync(_fleet.Teacher, default);
        await bucket.PutAsync(_fleet.Student, default);
        var host = await _fleet.JoinAsync([("BundleStore", _store), .. S3Server.SettingsOf(options)]);
        await host.WaitForAsync("", ServingStatus.Serving);

        server.Kill();
        await _fleet.StageAsync(_fleet.Student);
        var report = await _fleet.ReportAsync(seen => seen.Bundles.Any(bundle =>
            bundle.Reason.Contains($"s3://kale/{options.Prefix}", StringComparison.Ordinal)));
        Assert.Equal(BundleState.Loading, RoutedFleet.StateOf(report, _fleet.Student));
        Assert.Equal(_fleet.Teacher.Id, (await EncodeAsync(host)).ServedBy.BundleId);

        server.Start();
        await _fleet.ReportAsync(seen => RoutedFleet.StateOf(seen, _fleet.Student) == BundleState.Ready);
    }

    [Fact]
    public async Task Stage_WithAByteThatChangesOnTheWay_WaitsAndTakesOnlyThatFileAnew()
    {
        var host = await JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        _registry.Changes = "model.safetensors";
        await _fleet.StageAsync(_fleet.Student);

        var report = await _fleet.ReportAsync(seen => seen.Bundles.Any(bundle =>
            bundle.Reason.Contains("model.safetensors", StringComparison.Ordinal)));
        Assert.Equal(BundleState.Loading, RoutedFleet.StateOf(report, _fleet.Student));
        Assert.Equal(_fleet.Teacher.Id, (await EncodeAsync(host)).ServedBy.BundleId);

        _registry.Changes = "";
        await _fleet.ReportAsync(seen => RoutedFleet.StateOf(seen, _fleet.Student) == BundleState.Ready);
        var others = _fleet.Student.Manifest.Files.Where(file => file.Key != "model.safetensors");
        var manifest = new FileInfo(Path.Combine(_fleet.Student.Directory, BundleManifest.FileName));
        Assert.Equal(manifest.Length + others.Sum(file => file.Value.Size), _registry.Resumed[^1]);
    }

    [Fact]
    public async Task Stage_WithAFullDisk_WaitsForRoomAndSpeaksNotAgainstTheCandidate()
    {
        var host = await JoinAsync();
        await host.WaitForAsync("", ServingStatus.Serving);
        var arriving = Directory.CreateDirectory(Path.Combine(_store, $".incoming-{_fleet.Student.Id}")).FullName;
        File.Copy(
            Path.Combine(_fleet.Student.Directory, BundleManifest.FileName),
            Path.Combine(arriving, BundleManifest.FileName));
        var full = Path.Combine(arriving, "model.safetensors");
        File.CreateSymbolicLink(full, "/dev/full");
        await _fleet.ApplyAsync(
            new RouteEvent.Stage(RoutedFleet.Release(_fleet.Student), _fleet.Teacher.Manifest.SpaceId));

        var report = await _fleet.ReportAsync(seen => seen.Bundles.Any(bundle =>
            bundle.Reason.Contains("Make room", StringComparison.Ordinal)));
        Assert.Equal(BundleState.Loading, RoutedFleet.StateOf(report, _fleet.Student));
        Assert.Equal(_fleet.Teacher.Id, (await EncodeAsync(host)).ServedBy.BundleId);

        File.Delete(full);
        await _fleet.ReportAsync(report => RoutedFleet.StateOf(report, _fleet.Student) == BundleState.Ready);
        Assert.Equal(_fleet.Student.Id, (await EncodeAsync(host, _fleet.Student.Id)).ServedBy.BundleId);
    }

    private Task<EncoderHost> JoinAsync() =>
        _fleet.JoinAsync([("BundleStore", _store), ("Following:Registry", _registry.Address)]);

    private static async Task<EncodeResponse> EncodeAsync(EncoderHost host, string bundle = "") =>
        await host.Client.EncodeAsync(new EncodeRequest { Texts = { "a b" }, BundleId = bundle });
}
