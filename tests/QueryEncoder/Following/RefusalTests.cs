using Grpc.Core;
using Kale.Bundles;
using Kale.QueryEncoder.Tests.Support;
using Kale.Rollouts.Fleet;
using Kale.Rollouts.Routes;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.QueryEncoder.Tests.Following;

/// <summary>
/// Candidates that a replica must not serve: each is refused with its reason while the active one goes on.
/// </summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private readonly RoutedFleet _fleet = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _fleet.DisposeAsync().AsTask();

    [Fact]
    public async Task Stage_ABundleOfAnotherSpaceWithEqualDimensions_IsRefusedNamingBoth()
    {
        var foreign = _fleet.Bundles.Encoder("foreign", seed: 2);
        Assert.Equal(_fleet.Teacher.Manifest.Dims, foreign.Manifest.Dims);
        var reason = await RefusedAsync(foreign);
        Assert.Contains(foreign.Manifest.SpaceId, reason);
        Assert.Contains(_fleet.Teacher.Manifest.SpaceId, reason);
    }

    [Fact]
    public async Task Stage_AShuffledVocabulary_IsRefusedByTheProbes() =>
        Assert.Contains("probe", await RefusedAsync(_fleet.Bundles.WithShuffledVocabulary(_fleet.Student)));

    [Fact]
    public async Task Stage_AnotherTokenizer_IsRefusedByTheProbes() =>
        Assert.Contains("probe", await RefusedAsync(_fleet.Bundles.WithOtherSpecialTokens(_fleet.Student)));

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public async Task Stage_WeightsWithNoise_AreRefusedByTheProbes(double share) =>
        Assert.Contains("probe", await RefusedAsync(_fleet.Bundles.WithNoise(_fleet.Student, share)));

    [Fact]
    public async Task Stage_AGraphForOtherToolsThatIsNotOfTheWeights_IsRefusedNamingIt() => Assert.Contains(
        "onnx/model.onnx", await RefusedAsync(_fleet.Bundles.WithOtherGraph(_fleet.Student, _fleet.Teacher)));

    [Fact]
    public async Task Stage_AManifestThatSaysNormalizeWhereItsFilesDoNot_IsRefusedNamingIt() => Assert.Contains(
        "normalize",
        await RefusedAsync(_fleet.Bundles.WithNormalizeSaid(_fleet.Student, !_fleet.Student.Manifest.Normalize)));

    [Fact]
    public async Task Stage_AGraphThatAnotherToolWroteOfTheWeights_IsTaken()
    {
        await _fleet.CreateAsync();
        var host = await _fleet.JoinAsync();
        var candidate = _fleet.Bundles.WithRewrittenGraph(_fleet.Student);
        await _fleet.ApplyAsync(
            new RouteEvent.Stage(RoutedFleet.Release(candidate), _fleet.Teacher.Manifest.SpaceId));
        await host.WaitForAsync(candidate.Id, ServingStatus.Serving);
    }

    [Fact]
    public async Task Stage_ATruncatedFile_IsRefusedByItsHash()
    {
        var weights = _fleet.Student.PathOf("model.safetensors");
        File.SetAttributes(weights, FileAttributes.Normal);
        await using (var file = File.OpenWrite(weights)) { file.SetLength(file.Length - 1); }
        Assert.Contains("model.safetensors", await RefusedAsync(_fleet.Student));
    }

    [Fact]
    public async Task Stage_ACandidateThatIsMendedAfterItsRefusal_IsTriedAgainAndReady()
    {
        var weights = _fleet.Student.PathOf("model.safetensors");
        var right = await File.ReadAllBytesAsync(weights);
        File.SetAttributes(weights, FileAttributes.Normal);
        await File.WriteAllBytesAsync(weights, right[..^1]);
        await RefusedAsync(_fleet.Student);

        await File.WriteAllBytesAsync(weights, right);

        await _fleet.ReportAsync(report => RoutedFleet.StateOf(report, _fleet.Student) == BundleState.Ready);
    }

    [Fact]
    public async Task Stage_WhatDoesNotFitIntoMemory_IsRefusedWithNumbers()
    {
        await _fleet.CreateAsync();
        var large = _fleet.Bundles.Large(_fleet.Teacher, "large");
        var reason = await RefusedAsync(large, ("Following:MemoryMegabytes", "16"));
        Assert.Matches(@"needs \d.*MiB.*1 loaded bundles take.*of the 16 MiB of the budget", reason);
    }

    private async Task<string> RefusedAsync(Bundle candidate, params (string Option, string Value)[] options)
    {
        if (await _fleet.Store.ReadAsync("route/main", default) is null)
            await _fleet.CreateAsync();
        var host = await _fleet.JoinAsync(options);
        await host.WaitForAsync("", ServingStatus.Serving);
        await _fleet.ApplyAsync(new RouteEvent.Stage(RoutedFleet.Release(candidate), _fleet.Teacher.Manifest.SpaceId));

        var reason = await _fleet.ReasonAsync(candidate);

        var error = await RichErrors.FailsAsync(
            host.Client.EncodeAsync(new EncodeRequest { Texts = { "a" }, BundleId = candidate.Id }));
        Assert.Equal((StatusCode.FailedPrecondition, "BUNDLE_REFUSED"), (error.StatusCode, error.Reason()));
        Assert.Contains(reason, error.Status.Detail);
        Assert.Equal(
            _fleet.Teacher.Id,
            (await host.Client.EncodeAsync(new EncodeRequest { Texts = { "a" } })).ServedBy.BundleId);
        Assert.Equal(BundleState.Ready, RoutedFleet.StateOf(await _fleet.ReportAsync(_ => true), _fleet.Teacher));
        return reason;
    }
}
