using System.Diagnostics;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Kale.ServiceDefaults.Tests.Support;
using Kale.ServiceDefaults.Tests.Wire.V1;

namespace Kale.ServiceDefaults.Tests.Wire;

/// <summary>
/// A peer: gets one line of JSON on its input, prints lines of JSON, ends when its input is closed. The contract it
/// gets as a FileDescriptorSet in base64, so that it needs to generate nothing.
/// </summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private PeerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>@grpc/grpc-js for .mjs; for .py Debian's python3-grpcio, the C++ core of gRPC.</summary>
    public static async Task<PeerProcess> StartAsync(string script, JsonObject input)
    {
        // Debian's own interpreter: its packages are not seen by others that may come first on the PATH.
        var interpreter = script.EndsWith(".py", StringComparison.Ordinal) ? "/usr/bin/python3" : "node";
        var start = new ProcessStartInfo(interpreter, [Path.Combine(AppContext.BaseDirectory, "peers", script)])
        {
            WorkingDirectory = Checkout.PathOf("eng/node"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var peer = new PeerProcess(Process.Start(start)!);
        input["descriptors"] = Descriptors();
        await peer._process.StandardInput.WriteLineAsync(input.ToJsonString());
        await peer._process.StandardInput.FlushAsync();
        return peer;
    }

    /// <summary>The next line; null when it has ended well, or says nothing more for too long.</summary>
    public async Task<JsonObject?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Wait.Limit);
        try
        {
            if (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
                return JsonNode.Parse(line)!.AsObject();
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return null; // what it did not come to is missing
        }

        Assert.True(_process.ExitCode == 0, $"The peer ended with {_process.ExitCode}: {await _errors}");
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Descriptors()
    {
        var files = new List<FileDescriptor>();
        foreach (var root in new[]
            { InteropReflection.Descriptor, StatusReflection.Descriptor, ErrorDetailsReflection.Descriptor })
        {
            Add(root, files);
        }

        return new FileDescriptorSet { File = { files.Select(file => file.ToProto()) } }.ToByteString().ToBase64();
    }

    private static void Add(FileDescriptor file, List<FileDescriptor> files)
    {
        foreach (var dependency in file.Dependencies)
            Add(dependency, files);
        if (!files.Contains(file))
            files.Add(file);
    }
}
