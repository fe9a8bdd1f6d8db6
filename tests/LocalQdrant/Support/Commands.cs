using System.Diagnostics;

namespace Kale.LocalQdrant.Tests.Support;

/// <summary>Runs other programs.</summary>
public static class Commands
{
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Runs a script of <c>tests/LocalQdrant/peers</c> with the official npm packages in reach.</summary>
    public static Task<(int ExitCode, string Output)> NodeAsync(string script, params string[] arguments) =>
        RunAsync("node", [Peer(script), Path.Combine(RepositoryRoot, "eng", "node", "package.json"), .. arguments]);

    public static string Peer(string script) =>
        Path.Combine(RepositoryRoot, "tests", "LocalQdrant", "peers", script);

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var outputs = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(outputs));
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Suite.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("Suite.sln is in none of the folders above.");
    }
}
