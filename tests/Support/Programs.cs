using System.Diagnostics;

namespace Kale.Tests;

/// <summary>Other programs, run to their end.</summary>
internal static class Programs
{
    /// <summary>A script of tests/*/peers in node, given the package.json to resolve packages from.</summary>
    public static Task<string> NodeAsync(string script, IEnumerable<string> arguments, string input = "") =>
        SucceedAsync("node", [Checkout.PathOf($"tests/{script}"), Checkout.NodePackage, .. arguments], input);

    /// <summary>What a program that must succeed prints.</summary>
    public static async Task<string> SucceedAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        var (exitCode, output, error) = await RunAsync(program, arguments, input);
        Assert.True(exitCode == 0, $"{program}: exit code {exitCode}\n{output}\n{error}");
        return output;
    }

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
