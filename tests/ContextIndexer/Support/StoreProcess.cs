using System.Diagnostics;

namespace Kale.ContextIndexer.Tests.Support;

/// <summary>
/// A vector store in a process of its own, which can be killed and started again on the same port and data.
/// </summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kale-indexer-store-");
    private readonly int? _maxFileKilobytes;
    private Process? _process;

    private StoreProcess(int? maxFileKilobytes) => _maxFileKilobytes = maxFileKilobytes;

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <param name="maxFileKilobytes">No file may grow beyond this: a disk that is full.</param>
    public static async Task<StoreProcess> StartAsync(int? maxFileKilobytes = null)
    {
        var store = new StoreProcess(maxFileKilobytes);
        await store.StartAgainAsync();
        return store;
    }

    public async Task StartAgainAsync()
    {
        var info = new ProcessStartInfo("bash", ["-c", Command()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        info.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // it counts as a file, a large one
        _process = Process.Start(info)!;
        Address = new Uri(await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The store did not start."));
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
