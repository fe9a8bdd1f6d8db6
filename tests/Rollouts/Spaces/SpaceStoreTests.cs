using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Rollouts.Spaces;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Tests.Spaces;

public sealed class SpaceStoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-spaces-").FullName;
    private readonly SpaceStore _spaces;
    private readonly Bundle _bundle;

    public SpaceStoreTests()
    {
        _spaces = new SpaceStore(
            new FileStateStore(Path.Combine(_directory, "state"), TimeProvider.System), TimeProvider.System);
        _bundle = Write(seed: 1);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Register_FromABundleOfBothSides_KeepsTheReferencesOwnVectors()
    {
        var space = await _spaces.RegisterAsync(_bundle, _bundle, null, default);
        var queries = _bundle.Probes!.Probes.Where(probe => probe.Role == EncoderRole.Query).ToList();
        Assert.Equal((_bundle.Manifest.SpaceId, _bundle.Id), (space.Id, space.ReferenceQueryBundleId));
        Assert.Equal(
            queries.Select(probe => probe.Own),
            (await _spaces.GetAsync(space.Id, default)).Probes.Select(probe => probe.Reference));
    }

    [Fact]
    public async Task Register_Again_IsTheSame_WhateverTheTolerance()
    {
        var first = await _spaces.RegisterAsync(_bundle, _bundle, 0.9, default);
        Assert.Equal(first.Created, (await _spaces.RegisterAsync(_bundle, _bundle, 0.9, default)).Created);
        // How near probes have to be is the route's policy's to say, and that can change.
        Assert.Equal(first.Created, (await _spaces.RegisterAsync(_bundle, _bundle, 0.5, default)).Created);
        Assert.Single(await _spaces.ListAsync(default));
    }

    [Fact]
    public async Task Register_OfTwoThatAreNotMadeForEachOther_IsRefused()
    {
        var error = await Assert.ThrowsAsync<SpaceException>(
            () => _spaces.RegisterAsync(_bundle, Write(seed: 2), null, default));
        Assert.Equal(SpaceError.NotDefined, error.Code);
        Assert.Contains(_bundle.Manifest.SpaceId, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1.1)]
    public async Task Register_WithAToleranceThatCannotBe_IsRefused(double tolerance) => Assert.Equal(
        SpaceError.InvalidTolerance,
        (await Assert.ThrowsAsync<SpaceException>(
            () => _spaces.RegisterAsync(_bundle, _bundle, tolerance, default))).Code);

    [Fact]
    public async Task Get_OfWhatIsNotRegistered_SaysWhatToDo() => Assert.Contains(
        "Register it",
        (await Assert.ThrowsAsync<SpaceException>(() => _spaces.GetAsync("space-0", default))).Message,
        StringComparison.Ordinal);

    private Bundle Write(int seed)
    {
        var model = TinyEncoders.Dual(seed);
        return WrittenBundles.Write(
            Path.Combine(_directory, "bundles"), model, "tiny", WrittenBundles.Probes(model).ToFile());
    }
}
