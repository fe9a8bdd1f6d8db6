using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Kale.Bundles;
using Kale.Encoding.Tests.Tokenization;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Graphs;

/// <summary>onnxruntime-node and @huggingface/transformers on a bundle's portable graph, in one run of node.</summary>
internal static class SentenceEmbeddingPeers
{
    public sealed record Vectors(float[][] OnnxRuntime, float[][] Transformers);

    public static async Task<Vectors> EncodeAsync(Bundle bundle, string[] texts, IEnumerable<TokenizedText> tokenized)
    {
        var input = JsonSerializer.Serialize(new { texts, ids = tokenized.Select(text => text.Ids) });
        using var output = JsonDocument.Parse(await RunNodeAsync(bundle.Directory, input));
        float[][] Rows(string peer) =>
            ToRows(output.RootElement.GetProperty(peer).GetBytesFromBase64(), bundle.Manifest.Dims);
        return new Vectors(Rows("onnxruntime"), Rows("transformers"));
    }

    private static async Task<string> RunNodeAsync(string directory, string input)
    {
        var script = Path.Combine(Npm.Root, "tests", "Encoding", "peers", "sentence-embedding.mjs");
        using var process = Process.Start(new ProcessStartInfo("node", [script, Npm.Package, directory])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    private static float[][] ToRows(byte[] bytes, int dims) =>
        [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Chunk(dims)];
}
