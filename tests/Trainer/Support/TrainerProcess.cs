using System.Diagnostics;
using System.Runtime.InteropServices;
using Grpc.Net.Client;
using Kale.V1;

namespace Kale.Trainer.Tests.Support;

/// <summary>A Trainer in a process of its own, to be killed.</summary>
internal sealed partial class TrainerProcess : IAsyncDisposable
{
    private const int SignalTerminate = 15;
    private readonly Process _process;
    private readonly GrpcChannel _channel;
    private readonly Task<string> _errors;

    private TrainerProcess(Process process, string address)
    {
        (_process, _channel) = (process, GrpcChannel.ForAddress(address));
        _errors = process.StandardError.ReadToEndAsync();
        Client = new V1.Training.TrainingClient(_channel);
    }

    public V1.Training.TrainingClient Client { get; }

    /// <summary>Starts one on a directory, with more settings.</summary>
    public static Task<TrainerProcess> StartAsync(TemporaryDirectory directory, params string[] options) =>
        StartAsync(Launch(directory, options));

    /// <summary>
    /// Starts one that may write no file longer than so many kilobytes: to it the disk is full there.
    /// </summary>
    public static Task<TrainerProcess> StartAsync(TemporaryDirectory directory, int kilobytes)
    {
        // ulimit counts blocks of 512 bytes; the runtime must not keep its code in a file, which the limit would hit
        // first.
        var script = $"trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f {kilobytes * 2};"
            + " exec dotnet \"$@\"";
        return StartAsync(Launch(new ProcessStartInfo("sh") { ArgumentList = { "-c", script, "sh" } }, directory));
    }

    private static async Task<TrainerProcess> StartAsync(Process process)
    {
        // A busy machine has Kestrel warn of itself before that.
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("http", StringComparison.Ordinal))
                return new TrainerProcess(process, line);
            said.Add(line);
        }

        throw new InvalidOperationException($"The Trainer did not start: {string.Join('\n', said)}");
    }

    /// <summary>Starts one that is expected to end at once, and gives what it printed.</summary>
    public static async Task<string> RefusedAsync(TemporaryDirectory directory)
    {
        using var process = Launch(directory);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>What Kubernetes does; the exit code, and what the process said of it.</summary>
    public async Task<(int Code, string Errors)> TerminateAsync()
    {
        Assert.Equal(0, Kill(_process.Id, SignalTerminate));
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static Process Launch(TemporaryDirectory directory, params string[] options) =>
        Launch(new ProcessStartInfo("dotnet"), directory, options);

    private static Process Launch(ProcessStartInfo start, TemporaryDirectory directory, params string[] options)
    {
        string[] arguments = [typeof(TestHost).Assembly.Location, directory.Path, .. options];
        Array.ForEach(arguments, start.ArgumentList.Add);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        start.RedirectStandardError = true;
        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
