using Grpc.Net.Client;

namespace Kale.Bench.Harness;

/// <summary>A running <c>kale serve</c> over a data directory of its own.</summary>
internal sealed class Suite : IDisposable
{
    public Suite(string data, string encoder, params string[] arguments)
    {
        (Process, Address) = ChildProcess.StartServer(
            "serving on ", "dotnet",
            [
                Kale, "serve", "--data", data, "--encoder", encoder, "--urls", "http://127.0.0.1:0",
                "--qdrant-port", "0", .. arguments,
            ]);
        Channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = 64 << 20 });
        WaitUntilReady();
    }

    public ChildProcess Process { get; }

    public string Address { get; }

    public GrpcChannel Channel { get; }

    private static string Kale => Path.Combine(AppContext.BaseDirectory, "kale.dll");

    /// <summary>Runs a command of <c>kale</c> against this suite; its JSON answer.</summary>
    public System.Text.Json.JsonElement RunKale(params string[] arguments) =>
        ChildProcess.RunJson("dotnet", [Kale, .. arguments, "--server", Address]);

    private void WaitUntilReady() => ChildProcess.Run("dotnet", Kale, "health", "--wait", "60", "--server", Address);

    public void Dispose()
    {
        Channel.Dispose();
        Process.Dispose();
    }
}
