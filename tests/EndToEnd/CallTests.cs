using System.Net;
using System.Net.Sockets;

namespace Kale.EndToEnd.Tests;

/// <summary>Calls that nobody answers, and proxies of the environment.</summary>
public sealed class CallTests(SuiteFixture fixture) : IClassFixture<SuiteFixture>
{
    private const string DeadProxy = "http://127.0.0.1:9";

    public static TheoryData<string[]> Commands() =>
    [
        ["health"], ["search", "x", "-c", "docs", "--timeout", "2"], ["jobs", "list", "--timeout", "2"],
        ["jobs", "watch", "job"], ["spaces", "list", "--timeout", "2"], ["fleet", "--timeout", "2"],
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Server_ThatAcceptsAndNeverSaysAWord_IsGivenUp(string[] command)
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var address = $"http://{mute.LocalEndpoint}";
        (await Kale.RunAsync([.. command, "--server", address])).Failed(3, address);
    }

    [Fact]
    public async Task Index_IntoAServerThatNeverSaysAWord_IsGivenUp()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var address = $"http://{mute.LocalEndpoint}";
        (await Kale.RunAsync("index", fixture.Corpus, "-c", "docs", "--server", address, "--timeout", "1"))
            .Failed(3, address);
    }

    [Fact]
    public async Task Proxy_OfTheEnvironment_IsNotAskedForThisMachine()
    {
        var command = Kale.Command("health", "--server", fixture.Suite.Address);
        SetProxy(command);
        (await Kale.EndAsync(command)).Succeeded();
    }

    [Fact]
    public async Task Proxy_OfTheEnvironment_IsNamedWhereItMayBeWhyNobodyAnswers()
    {
        var command = Kale.Command("search", "x", "-c", "docs", "--server", "http://kale.example:7700");
        SetProxy(command);
        var output = await Kale.EndAsync(command);
        output.Failed(3, DeadProxy);
        Assert.Contains("no_proxy=kale.example", output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suite_WithAProxyInItsEnvironment_FindsItself()
    {
        var data = Directory.CreateTempSubdirectory("kale-proxy-").FullName;
        TinyEncoder.Publish(Path.Combine(data, "bundles"), "default", seed: 1);
        using (var suite = await RunningSuite.StartAsync(data, SetProxy))
        {
            await suite.ReadyAsync();
            (await suite.RunAsync("index", fixture.Corpus, "-c", "docs")).Succeeded();
            (await suite.RunAsync("search", "x", "-c", "docs")).Succeeded();
        }
        Directory.Delete(data, recursive: true);
    }

    private static void SetProxy(System.Diagnostics.ProcessStartInfo command)
    {
        command.Environment["http_proxy"] = command.Environment["all_proxy"] = DeadProxy;
        command.Environment.Remove("no_proxy");
        command.Environment.Remove("NO_PROXY");
    }
}
