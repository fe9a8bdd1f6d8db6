namespace Kale.LocalQdrant.Tests.Support;

/// <summary>Runs other programs that may fail.</summary>
public static class Commands
{
    /// <summary>Runs a script of <c>tests/LocalQdrant/peers</c> with the official npm packages in reach.</summary>
    public static Task<(int ExitCode, string Output)> NodeAsync(string script, params string[] arguments) =>
        RunAsync("node", [Peer(script), Checkout.NodePackage, .. arguments]);

    public static string Peer(string script) => Checkout.PathOf($"tests/LocalQdrant/peers/{script}");

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await Programs.RunAsync(program, arguments);
        return (exitCode, output + error);
    }
}
