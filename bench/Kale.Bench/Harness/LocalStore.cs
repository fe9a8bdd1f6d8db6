using Kale.LocalQdrant;

namespace Kale.Bench.Harness;

/// <summary>LocalQdrant alone in a process of its own, so that its memory can be read from outside.</summary>
internal static class LocalStore
{
    public static async Task<int> ServeAsync(string directory)
    {
        await using var server = await LocalQdrantServer.StartAsync(
            new LocalQdrantOptions { DataDirectory = directory, Urls = { "http://127.0.0.1:0" } });
        Console.WriteLine($"listening on {server.Addresses[0]}");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
