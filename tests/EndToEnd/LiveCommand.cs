using System.Diagnostics;
using System.Text;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.EndToEnd.Tests;

/// <summary>A command in a process of its own that is listened to while it runs.</summary>
internal sealed class LiveCommand : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _error = new();
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task _listening;

    public LiveCommand(params string[] arguments)
    {
        _process = Process.Start(Kale.Command(arguments))!;
        _process.StandardInput.Close();
        (_output, _listening) = (_process.StandardOutput.ReadToEndAsync(), ListenAsync());
    }

    private string Error
    {
        get
        {
            lock (_gate) { return _error.ToString(); }
        }
    }

    /// <summary>Waits until it has said something to whoever watches.</summary>
    public Task SaysAsync(string words) =>
        Wait.UntilAsync(() => Task.FromResult(Error), error => error.Contains(words, StringComparison.Ordinal));

    /// <summary>What it has said when it has ended.</summary>
    public async Task<Output> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Wait.Limit);
        await _listening;
        return new Output(_process.ExitCode, await _output, Error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(); }
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_gate) { _error.AppendLine(line); }
        }
    }
}
