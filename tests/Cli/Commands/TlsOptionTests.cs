using Kale.Cli.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.Cli.Tests.Commands;

/// <summary>What commands show an https:// server, and by what they know it.</summary>
public sealed class TlsOptionTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _files = new();
    private readonly TestAuthority _authority = new();
    private CommandRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _files.Write("ca.pem", _authority.Pem);
        _files.Write("keys.json", """{"keys": [{"name": "ops", "scopes": ["operate"], "subject": "CN=ops"}]}""");
        _registry = await CommandRegistry.StartAsync(
            "--urls=https://127.0.0.1:0",
            $"--ServiceDefaults:Tls:Certificate={_files.Write("server.pem", _authority.Issue("CN=kale"))}",
            $"--ServiceDefaults:Tls:ClientCa={_files["ca.pem"]}",
            $"--ServiceDefaults:Keys={_files["keys.json"]}");
    }

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        _authority.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Command_WithTheServersRootsAndACertificate_IsAnswered()
    {
        var command = await ListAsync(
            "--ca", _files["ca.pem"], "--cert", _files.Write("ops.pem", _authority.Issue("CN=ops")));
        await command.SucceededAsync();
    }

    [Fact]
    public async Task Command_WithoutACertificate_IsToldThatItIsNobody()
    {
        var command = await ListAsync("--ca", _files["ca.pem"]);
        await command.FailedAsync(ExitCodes.Failed, "--api-key");
    }

    [Fact]
    public async Task Command_ToAServerOfAnotherAuthority_GoesNowhere()
    {
        using var other = new TestAuthority();
        var command = await ListAsync("--ca", _files.Write("other.pem", other.Pem));
        Assert.NotEqual(ExitCodes.Done, await command.Ended);
        Assert.DoesNotContain("--api-key", command.Error);
    }

    [Fact]
    public async Task Command_WithAFileThatIsNoCertificate_SaysWhich()
    {
        var command = await ListAsync("--ca", _files["keys.json"]);
        await command.FailedAsync(ExitCodes.Usage, "keys.json");
    }

    private Task<RunningCommand> ListAsync(params string[] options) =>
        RunningCommand.RunAsync(_registry.Address, ["bundles", "list", .. options]);
}
