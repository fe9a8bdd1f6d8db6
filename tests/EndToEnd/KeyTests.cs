using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Qdrant.Client;

namespace Kale.EndToEnd.Tests;

/// <summary>A suite that asks who calls: <c>kale keys</c>, <c>kale serve --auth</c>, and the store behind it.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-keys-").FullName;
    private RunningSuite _suite = null!;

    private string Keys => Path.Combine(_directory, "keys.json");

    private string Corpus => Path.Combine(_directory, "corpus");

    public async Task InitializeAsync()
    {
        var data = Path.Combine(_directory, "data");
        TinyEncoder.Publish(Path.Combine(data, "bundles"), "default", seed: 1);
        SuiteFixture.WriteCorpus(Corpus);
        await MakeKeyAsync("operator", "operate");
        _suite = await (await RunningSuite.StartAsync(data, "--auth", Keys)).ReadyAsync();
    }

    public Task DisposeAsync()
    {
        _suite.Dispose();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Suite_WithKeys_LetsEachCallerDoWhatItsKeyIsFor()
    {
        var writer = await MakeKeyAsync("writer", "index");
        var web = await MakeKeyAsync("web", "search");
        // A key that was made while the suite runs counts within seconds.
        await Wait.UntilAsync(
            () => _suite.RunAsync("index", Corpus, "-c", "docs", "--api-key", writer), index => index.ExitCode == 0);

        (await _suite.RunAsync("search", "x", "-c", "docs")).Failed(1, "--api-key");
        (await _suite.RunAsync("search", "x", "-c", "docs", "--api-key", writer)).Failed(1, "lacks the scope search");
        (await _suite.RunAsync("spaces", "register", "--api-key", web)).Failed(1, "lacks the scope operate");
        var command = Kale.Command("search", SuiteFixture.Text(3), "-c", "docs", "--server", _suite.Address);
        command.Environment["KALE_API_KEY"] = web;
        Assert.Contains("d3", (await Kale.EndAsync(command)).Succeeded().Text);

        (await Kale.RunAsync("keys", "rm", "web", "--file", Keys)).Succeeded();
        await Wait.UntilAsync(
            () => _suite.RunAsync("search", "x", "-c", "docs", "--api-key", web), search => search.ExitCode == 1);
    }

    [Fact]
    public async Task Audit_OfAChange_NamesTheKeyAndNotWhatTheCallerSays()
    {
        var platform = await MakeKeyAsync("platform-team", "operate");
        await Wait.UntilAsync(
            () => _suite.RunAsync("spaces", "register", "--api-key", platform), register => register.ExitCode == 0);
        (await _suite.RunAsync("releases", "create", "--api-key", platform)).Succeeded();
        var audit = (await _suite.RunAsync("releases", "audit", "--api-key", platform)).Succeeded().Text;
        // kale itself says who is logged in.
        Assert.Contains("platform-team: ", audit);
        Assert.DoesNotContain($"{Environment.UserName}: ", audit);
    }

    [Fact]
    public async Task Store_BehindTheSuite_KnowsTheSuiteAlone()
    {
        using var client = new QdrantClient(new Uri(_suite.StoreAddress));
        var error = await Assert.ThrowsAsync<RpcException>(() => client.ListCollectionsAsync());
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
    }

    [Fact]
    public async Task Keys_OfTheFile_AreListedWithoutTheirSecrets()
    {
        var key = await MakeKeyAsync("reader", "search", "--collection", "docs", "--expires", "2030-01-01");
        var list = (await Kale.RunAsync("keys", "list", "--file", Keys)).Succeeded().Text;
        Assert.Contains("reader: search, for docs alone, until 2030-01-01", list);
        Assert.DoesNotContain(key, await File.ReadAllTextAsync(Keys));
        (await Kale.RunAsync("keys", "new", "reader", "--scope", "search", "--file", Keys)).Failed(1, "already");
        (await Kale.RunAsync("keys", "rm", "nobody", "--file", Keys)).Failed(1, "no key of the name 'nobody'");
    }

    private async Task<string> MakeKeyAsync(string name, string scope, params string[] options) => (await Kale.RunAsync(
        ["keys", "new", name, "--scope", scope, "--file", Keys, .. options])).Succeeded().Text.Trim();
}
