using System.Diagnostics;
using Kale.Rollouts.Tests.State;

namespace Kale.ContextIndexer.Tests.Support;

/// <summary>
/// A vector store in a process of its own, which can be killed and started again on the same port and data.
/// </summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kale-indexer-store-");
    private readonly int? _maxFileKilobytes;
    private Process? _process;

    private StoreProcess(int? maxFileKilobytes) => _maxFileKilobytes = maxFileKilobytes;

    public Uri Address { get; private set; } = null!;

    /// <param name="maxFileKilobytes">No file may grow beyond this: a disk that is full.</param>
    public static async Task<StoreProcess> StartAsync(int? maxFileKilobytes = null)
    {
        var store = new StoreProcess(maxFileKilobytes);
        var attempts = 0;
        do
        {
            Assert.True(attempts++ < Attempts, "The store did not start; its own words are in the log of this run.");
            store.Address = new Uri($"http://127.0.0.1:{LoopbackPort.Choose()}");
        }
        while (!await store.TryStartAsync());
        return store;
    }

    public async Task StartAgainAsync() =>
        Assert.True(await TryStartAsync(), $"The store did not come back on {Address}.");

    /// <summary>False when it ended, be it that somebody took the port.</summary>
    private async Task<bool> TryStartAsync()
    {
        var info = new ProcessStartInfo("bash", ["-c", Command()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        info.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // it counts as a file, a large one
        _process = Process.Start(info)!;
        if (await _process.StandardOutput.ReadLineAsync() is not null)
            return true;
        await KillAsync();
        return false;
    }

    /// <summary>As kill -9 does it.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _directory.Delete(recursive: true);
    }

    private string Command()
    {
        var limit = _maxFileKilobytes is { } kilobytes ? $"trap '' XFSZ; ulimit -f {kilobytes}; " : "";
        return $"{limit}exec dotnet '{typeof(StoreProcess).Assembly.Location}' '{_directory.FullName}' {Address.Port}";
    }
}
