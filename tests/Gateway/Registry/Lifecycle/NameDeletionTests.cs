using Grpc.Core;
using Kale.Gateway.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests.Registry.Lifecycle;

/// <summary>Names are forgotten, and what is listed of bundles.</summary>
public sealed class NameDeletionTests : IAsyncLifetime
{
    private RegistrySuite _suite = null!;

    public async Task InitializeAsync() => _suite = await RegistrySuite.StartAsync();

    public async Task DisposeAsync() => await _suite.DisposeAsync();

    [Fact]
    public async Task DeleteName_OfAFreeBundle_ForgetsItOnceAndIsInTheLog()
    {
        _suite.Store.SetName("mine", _suite.Student.Id);

        Assert.Equal(_suite.Student.Id, (await _suite.ForgetAsync("mine")).BundleId);
        var again = await RichErrors.FailsAsync(_suite.ForgetAsync("mine"));

        Assert.Empty(_suite.Store.Names);
        Assert.True(Directory.Exists(_suite.Student.Directory));
        Assert.Equal((StatusCode.NotFound, "NAME_NOT_FOUND"), (again.StatusCode, again.Reason()));
        var line = Assert.Single(_suite.Gateway.Logs.Lines, line => line.Contains("was forgotten by"));
        Assert.Contains("'mine'", line, StringComparison.Ordinal);
        Assert.Contains("'somebody': no longer wanted", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteName_ThatServicesAreStartedWith_IsRefused()
    {
        _suite.Store.SetName("served", _suite.Student.Id);
        _suite.Store.SetName("mine", _suite.Student.Id);
        Assert.Equal(
            ["SERVICE served"], await RegistrySuite.KeptByAsync(_suite.ForgetAsync("served"), "NAME_IN_USE"));
        Assert.Equal(["mine", "served"], _suite.Store.Names.Keys);
    }

    [Fact]
    public async Task DeleteName_TheOnlyOneOfWhatIsNeeded_SaysByWhom()
    {
        _suite.Store.SetName("first", _suite.Reference.Id);
        var space = _suite.Reference.Manifest.SpaceId;
        Assert.Equal(
            ["ROUTE default", $"SPACE {space}", $"SPACE {space}"],
            await RegistrySuite.KeptByAsync(_suite.ForgetAsync("first"), "NAME_IN_USE"));
        Assert.Equal(["first"], _suite.Store.Names.Keys);
    }

    [Fact]
    public async Task DeleteName_OneOfTwoOfWhatIsNeeded_ForgetsIt()
    {
        _suite.Store.SetName("first", _suite.Reference.Id);
        _suite.Store.SetName("second", _suite.Reference.Id);
        await _suite.ForgetAsync("first");
        Assert.Equal(["second"], _suite.Store.Names.Keys);
    }

    [Fact]
    public async Task DeleteName_OfABundleThatIsGone_ForgetsIt()
    {
        _suite.Store.SetName("mine", _suite.Student.Id);
        Directory.Delete(_suite.Student.Directory, recursive: true);
        await _suite.ForgetAsync("mine");
        Assert.Empty(_suite.Store.Names);
    }

    [Fact]
    public async Task ListBundles_WithStandings_SaysSizeAgeNamesAndNeeds()
    {
        _suite.Store.SetName("first", _suite.Reference.Id);
        var list = await _suite.Registry.ListBundlesAsync(new ListBundlesRequest { WithStandings = true });

        Assert.Equal(
            list.Bundles.Select(bundle => bundle.BundleId), list.Standings.Select(standing => standing.BundleId));
        var reference = list.Standings.Single(standing => standing.BundleId == _suite.Reference.Id);
        Assert.Equal(_suite.Reference.Manifest.Files.Values.Sum(file => file.Size), (long)reference.Bytes);
        Assert.Equal(["first"], reference.Names);
        Assert.Equal(
            [BundleNeedKind.Name, BundleNeedKind.Route, BundleNeedKind.Space, BundleNeedKind.Space],
            reference.Needs.Select(need => need.Kind));
        Assert.Equal("default", reference.Needs[1].By);
        Assert.InRange(reference.Stored.ToDateTime(), DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1));
        Assert.Empty(list.Standings.Single(standing => standing.BundleId == _suite.Student.Id).Needs);
    }

    [Fact]
    public async Task ListBundles_Without_AsksNobodyElse()
    {
        await using var gateway = await _suite.StartGatewayAsync(("Trainer:Address", "http://127.0.0.1:1"));
        var list = await new EncoderRegistry.EncoderRegistryClient(gateway.Channel).ListBundlesAsync(
            new ListBundlesRequest());
        Assert.Equal(3, list.Bundles.Count);
        Assert.Empty(list.Standings);
    }
}
