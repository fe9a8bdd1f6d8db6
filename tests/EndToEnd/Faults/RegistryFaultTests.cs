using Kale.Bundles;
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
}
