using System.Diagnostics;

namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>Runs a script of the peers folder with node.</summary>
internal static class Peer
{
    public static string Repository { get; } = FindRepository();

    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "peers", script));
        start.ArgumentList.Add(Repository);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Suite.sln")))
            directory = directory.Parent
                ?? throw new InvalidOperationException("The tests run outside the repository.");
        return directory.FullName;
    }
}
