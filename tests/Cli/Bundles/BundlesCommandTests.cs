using Google.Protobuf;
using Kale.Cli.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Cli.Tests.Bundles;

/// <summary><c>kale bundles</c> against a registry: words and exit codes.</summary>
public sealed class BundlesCommandTests : IAsyncLifetime
{
    private CommandRegistry _registry = null!;
    private string _named = "";
    private string _free = "";

    public async Task InitializeAsync()
    {
        _registry = await CommandRegistry.StartAsync();
        _named = _registry.Directory.Publish("student", TinyBundles.Dual()).Id;
        _free = _registry.Directory.Publish("forgotten", TinyBundles.Dual(width: 48)).Id;
        _registry.Store.RemoveName("forgotten");
    }

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Fact]
    public async Task List_ShowsNamesSizesAndIds()
    {
        var lines = (await SucceedsAsync("bundles list")).Split(Environment.NewLine);
        var size = ByteSize.Of(
            (ulong)_registry.Store.Find(_named).Manifest.Files.Values.Sum(file => file.Size));
        var line = Assert.Single(lines, line => line.Contains(_named, StringComparison.Ordinal));
        Assert.Matches($@"^\s*student\s+dual-encoder\s+{size}\s+\d{{4}}-\d\d-\d\d\s", line);
        Assert.Single(lines, line => line.Contains(_free, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_AsJson_IsTheAnswer()
    {
        var list = JsonParser.Default.Parse<ListBundlesResponse>(await SucceedsAsync("bundles list --json"));
        Assert.Equal(
            new[] { _named, _free }.Order(), list.Standings.Select(standing => standing.BundleId).Order());
    }

    [Fact]
    public async Task Show_SaysWhatNeedsIt()
    {
        Assert.Contains(
            "needed by name student: ", await SucceedsAsync("bundles show student"), StringComparison.Ordinal);
        Assert.Contains(
            "nothing needs it", await SucceedsAsync($"bundles show {_free[..16]}"), StringComparison.Ordinal);
        Assert.Contains(_free, await SucceedsAsync($"bundles show {_free["bundle-".Length..]}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_OfNone_Fails() => await FailsAsync(
        "bundles show nothing", ExitCodes.Failed, "The registry has no bundle 'nothing'");

    [Fact]
    public async Task Remove_OfAFreeBundle_DeletesIt()
    {
        Assert.StartsWith($"{_free} is deleted, ", await SucceedsAsync($"bundles rm {_free} -m old"));
        Assert.Equal([_named], _registry.Store.List().Select(entry => entry.Id));
        await FailsAsync($"bundles rm {_free}", ExitCodes.Failed, "there is no bundle");
    }

    [Fact]
    public async Task Remove_OfANamedBundle_SaysWhatNeedsIt()
    {
        await FailsAsync($"bundles rm {_named}", ExitCodes.Failed, $"{_named} is needed by name 'student'.");
        await FailsAsync($"bundles rm {_named}", ExitCodes.Failed, "student: the name points to it");
        Assert.Equal(2, _registry.Store.List().Count);
    }

    [Fact]
    public async Task Remove_OfANameAndThenItsBundle_DeletesBoth()
    {
        var said = (await SucceedsAsync($"bundles rm student {_named}")).Split(Environment.NewLine);
        Assert.Equal($"student is forgotten; {_named} stays", said[0]);
        Assert.StartsWith($"{_named} is deleted", said[1]);
        Assert.Empty(_registry.Store.Names);
        Assert.Equal([_free], _registry.Store.List().Select(entry => entry.Id));
    }

    [Fact]
    public async Task Remove_OfANameThatServicesAreStartedWith_IsRefused()
    {
        _registry.Store.SetName("served", _named);
        await FailsAsync("bundles rm served", ExitCodes.Failed, "'served' stays: services are started with this name");
        Assert.Contains("served", _registry.Store.Names.Keys);
    }

    [Fact]
    public async Task Remove_OfNothing_IsAMistakeOfTheCaller() =>
        await FailsAsync("bundles rm", ExitCodes.Usage, "kale bundles rm --help");

    [Fact]
    public async Task Collect_WithoutConsent_OnlyTells()
    {
        var said = await SucceedsAsync("bundles gc --keep-days 0");
        Assert.Contains(_free, said, StringComparison.Ordinal);
        Assert.DoesNotContain(_named, said, StringComparison.Ordinal);
        Assert.Contains("1 bundle, ", said, StringComparison.Ordinal);
        Assert.Contains("kale bundles gc --yes", said, StringComparison.Ordinal);
        Assert.Equal(2, _registry.Store.List().Count);
    }

    [Fact]
    public async Task Collect_WithConsent_DeletesWhatNothingNeeds()
    {
        var said = await SucceedsAsync("bundles gc --keep-days 0 --yes");
        Assert.Contains("Deleted 1 bundle, ", said, StringComparison.Ordinal);
        Assert.Equal([_named], _registry.Store.List().Select(entry => entry.Id));
        Assert.Contains("Nothing to delete.", await SucceedsAsync("bundles gc --keep-days 0"));
    }

    [Fact]
    public async Task Collect_OfWhatCameLately_LeavesIt()
    {
        Assert.Contains("Nothing was deleted.", await SucceedsAsync("bundles gc --yes"), StringComparison.Ordinal);
        Directory.SetLastWriteTimeUtc(_registry.Store.Find(_free).Directory, DateTime.UtcNow.AddDays(-31));
        Assert.Contains("Deleted 1 bundle", await SucceedsAsync("bundles gc --yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collect_ForDaysThatAreNone_IsAMistakeOfTheCaller() =>
        await FailsAsync("bundles gc --keep-days -1", ExitCodes.Usage, "--keep-days -1: expected days, 0 or more.");

    private async Task<string> SucceedsAsync(string command) =>
        (await (await RunningCommand.RunAsync(_registry.Address, command.Split(' '))).SucceededAsync()).Text;

    private async Task FailsAsync(string command, int exitCode, string hint) =>
        await (await RunningCommand.RunAsync(_registry.Address, command.Split(' '))).FailedAsync(exitCode, hint);
}
