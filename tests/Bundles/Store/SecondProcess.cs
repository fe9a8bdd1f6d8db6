using System.Diagnostics;

namespace Kale.Bundles.Tests.Store;

/// <summary>This test assembly as a process of its own; see Program.cs.</summary>
internal sealed class SecondProcess : IDisposable
{
    private readonly Process _process;

    public SecondProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(SecondProcess).Assembly.Location);
        Array.ForEach(arguments, start.ArgumentList.Add);
        _process = Process.Start(start)!;
    }

    public bool IsAlive => !_process.HasExited;

    public SecondProcess WaitUntilReady()
    {
        Assert.Equal("ready", _process.StandardOutput.ReadLine());
        return this;
    }

    public void GoOn() => _process.StandardInput.WriteLine();

    public string Finish()
    {
        var output = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        Assert.Equal(0, _process.ExitCode);
        return output.Trim();
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (IsAlive)
        {
            Kill();
        }

        _process.Dispose();
    }
}
