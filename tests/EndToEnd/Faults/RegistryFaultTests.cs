using Google.Protobuf;
using Kale.Bundles;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Faults;

/// <summary>
/// A gateway that dies while it judges, and a store without room: what docs/operations.md promises of the registry.
/// </summary>
[Collection(RunningFleet.Shared)]
public sealed class RegistryFaultTests(RunningFleet fleet)
{
    [Fact]
    public async Task Gateway_KilledInTheGate_JudgesAgainWhenItIsBack()
    {
        var staged = await fleet.StageAsync(fleet.Student);

        fleet.Gateway.Kill();
        await fleet.Gateway.StartAsync();

        await RunningFleet.EventuallyAsync(fleet.RouteAsync, route => route.CandidateStage == RolloutStage.Gated);
        var reports = await fleet.Registry.ListReportsAsync(
            new ListRolloutReportsRequest { Route = "default", ReleaseId = staged.Candidate.ReleaseId });
        Assert.True(Assert.Single(reports.Reports, report => report.Kind == "gate").Passed);
        await fleet.AbortAsync();
    }

    [Fact]
    public async Task Upload_WhoseGatewayIsKilled_GoesOnWhereItEnded()
    {
        var (data, bundle) = fleet.PublishElsewhere(seed: 4);
        var pieces = OutgoingBundle.Read(bundle, new Dictionary<string, long>()).ToList();
        var sent = pieces[..(pieces.Count / 2)];
        using (var upload = fleet.Registry.UploadBundle())
        {
            await upload.RequestStream.WriteAsync(
                new UploadBundleRequest { Manifest = new EncoderManifest { BundleId = bundle.Id } });
            Assert.True(await upload.ResponseStream.MoveNext(default));
            foreach (var piece in sent) { await upload.RequestStream.WriteAsync(Chunk(piece)); }
            await Wait.UntilAsync(() => Task.FromResult(Arrived(bundle)), bytes => bytes == Bytes(sent));
            fleet.Gateway.Kill();
        }

        Assert.False(Directory.Exists(Path.Combine(fleet.Bundles, bundle.Id)));
        await fleet.Gateway.StartAsync();
        var plan = await RunningFleet.EventuallyAsync(() => PlanAsync(bundle), plan => plan.Offsets.Count > 0);
        Assert.Equal(Bytes(sent), plan.Offsets.Values.Sum(offset => (long)offset));
        (await Kale.RunAsync("stage", bundle.Id, "--data", data, "--server", fleet.GatewayAddress)).Succeeded();

        Assert.Equal(bundle.Id, (await fleet.RouteAsync()).Candidate.BundleId);
        await fleet.AbortAsync();
    }

    [Fact]
    public async Task Upload_OntoAFullDisk_SaysSoFailsNoSearchAndGoesOnWhenThereIsRoom()
    {
        await using var load = await SearchLoad.StartAsync(fleet);
        var (data, bundle) = fleet.PublishElsewhere(seed: 3);
        var arriving = Directory.CreateDirectory(Path.Combine(fleet.Bundles, $".incoming-{bundle.Id}"));
        File.Copy(
            Path.Combine(bundle.Directory, BundleManifest.FileName),
            Path.Combine(arriving.FullName, BundleManifest.FileName));
        var full = Path.Combine(arriving.FullName, "model.safetensors");
        File.CreateSymbolicLink(full, "/dev/full");

        (await Kale.RunAsync("stage", bundle.Id, "--data", data, "--server", fleet.GatewayAddress))
            .Failed(1, "Make room");
        Assert.Null((await fleet.RouteAsync()).Candidate);
        File.Delete(full);
        (await Kale.RunAsync("stage", bundle.Id, "--data", data, "--server", fleet.GatewayAddress)).Succeeded();

        Assert.Equal(bundle.Id, (await fleet.RouteAsync()).Candidate.BundleId);
        await fleet.AbortAsync();
        Assert.Empty(load.Errors);
        Assert.Empty(load.Wrong);
    }

    private static long Bytes(IEnumerable<BundlePiece> pieces) => pieces.Sum(piece => (long)piece.Data.Length);

    private static UploadBundleRequest Chunk(BundlePiece piece) => new()
    {
        Chunk = new BundleChunk
        {
            Path = piece.Path,
            Offset = (ulong)piece.Offset,
            Data = ByteString.CopyFrom(piece.Data.Span),
        },
    };

    private long Arrived(Bundle bundle)
    {
        var arriving = new DirectoryInfo(Path.Combine(fleet.Bundles, $".incoming-{bundle.Id}"));
        return arriving.Exists
            ? arriving.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
            : 0;
    }

    private async Task<UploadPlan> PlanAsync(Bundle bundle)
    {
        using var upload = fleet.Registry.UploadBundle();
        await upload.RequestStream.WriteAsync(
            new UploadBundleRequest { Manifest = new EncoderManifest { BundleId = bundle.Id } });
        Assert.True(await upload.ResponseStream.MoveNext(default));
        return upload.ResponseStream.Current.Plan;
    }
}
