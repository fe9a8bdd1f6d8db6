using System.Diagnostics;
using Kale.Trainer.Tests.Support;

namespace Kale.Trainer.Tests.Models.Runtime;

/// <summary>What OpenMP itself says of its settings, when a Trainer loads it.</summary>
public sealed class OpenMpSettingsTests
{
    private const string LastLine = "OPENMP DISPLAY ENVIRONMENT END";

    [Fact]
    public async Task Trainer_Started_LetsIdleThreadsSleepAndHasOneForEachProcessorOfItsOwn()
    {
        var said = await StartAsync(("DOTNET_PROCESSOR_COUNT", "1"));
        Assert.Contains("OMP_WAIT_POLICY = 'PASSIVE'", said);
        Assert.Contains("OMP_NUM_THREADS = '1'", said);
    }

    [Fact]
    public async Task Trainer_WhoseEnvironmentSaysOtherwise_DoesThat()
    {
        var said = await StartAsync(("OMP_WAIT_POLICY", "active"), ("OMP_NUM_THREADS", "3"));
        Assert.Contains("OMP_WAIT_POLICY = 'ACTIVE'", said);
        Assert.Contains("OMP_NUM_THREADS = '3'", said);
    }

    private static async Task<string> StartAsync(params (string Name, string Value)[] environment)
    {
        using var directory = new TemporaryDirectory();
        var start = new ProcessStartInfo("dotnet", [typeof(TestHost).Assembly.Location, directory.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("OMP_WAIT_POLICY");
        start.Environment.Remove("OMP_NUM_THREADS");
        foreach (var (name, value) in environment.Append(("OMP_DISPLAY_ENV", "true")))
            start.Environment[name] = value;
        using var trainer = Process.Start(start)!;
        var lines = new List<string>();
        while (await trainer.StandardError.ReadLineAsync() is { } line && !line.Contains(LastLine))
            lines.Add(line);
        trainer.StandardInput.Close();
        await trainer.WaitForExitAsync();
        return string.Join('\n', lines);
    }
}
