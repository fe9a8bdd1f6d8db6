namespace Kale.Architecture.Tests.Deployment;

/// <summary>Which executables carry the large native libraries: those that compute with them.</summary>
public sealed class OutputTests
{
    private const string OnnxRuntime = "libonnxruntime.so", Torch = "libtorch_cpu.so";

    [Theory]
    [InlineData("Kale.Gateway")]
    [InlineData("Kale.QueryEncoder", OnnxRuntime)]
    [InlineData("Kale.ContextIndexer", OnnxRuntime)]
    [InlineData("Kale.Trainer", OnnxRuntime, Torch)]
    [InlineData("Kale.Cli", OnnxRuntime, Torch)]
    public void Executable_Carries_WhatItComputesWith(string project, params string[] natives)
    {
        var found = Files(project).Select(Path.GetFileName).Where(name => name is OnnxRuntime or Torch).Distinct();
        Assert.Equal(natives.Order(), found.Order());
    }

    [Theory]
    [InlineData("Kale.Gateway")]
    [InlineData("Kale.Trainer")]
    [InlineData("Kale.Cli")]
    public void Executable_CarriesNothing_OfAnotherSystem(string project)
    {
        var systems = Path.Combine(Output(project), "runtimes");
        var found = Directory.Exists(systems) ? Directory.GetDirectories(systems).Select(Path.GetFileName) : [];
        Assert.DoesNotContain(found, name => name!.StartsWith("win", StringComparison.Ordinal)
            || name.StartsWith("osx", StringComparison.Ordinal));
    }

    private static string[] Files(string project) =>
        Directory.GetFiles(Output(project), "*", SearchOption.AllDirectories);

    // Beside this test's own output: artifacts/bin/PROJECT/CONFIGURATION.
    private static string Output(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }
}
