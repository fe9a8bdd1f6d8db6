using Kale.Bundles;
using Kale.Encoding;

namespace Kale.EndToEnd.Tests;

/// <summary>Loads encoders in a process that does nothing else, and reads from Linux what it took.</summary>
internal static class LoadingMemory
{
    /// <summary>Prints the bytes that the second encoder took at most and in the end.</summary>
    public static int Print(string first, string measured)
    {
        // The runtime's and ONNX Runtime's own share comes with the first.
        using var before = new Loaded(first);
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var start = Bytes("VmRSS");
        using var after = new Loaded(measured);
        Console.WriteLine($"{Bytes("VmHWM") - start} {Bytes("VmRSS") - start}");
        return 0;
    }

    private static long Bytes(string name) => 1024 * long.Parse(File.ReadLines("/proc/self/status")
        .First(line => line.StartsWith(name, StringComparison.Ordinal))
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]);

    private sealed class Loaded(string directory) : IDisposable
    {
        private readonly Encoder _encoder = Encoder.Load(Bundle.Open(directory), new EncoderOptions());

        public void Dispose() => _encoder.DisposeAsync().AsTask().Wait();
    }
}
