using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Tests.Tokenization;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Graphs;

/// <summary>onnxruntime-node and @huggingface/transformers on the portable graph, in one run of node.</summary>
internal static class SentenceEmbeddingPeers
{
    public sealed record Vectors(float[][] OnnxRuntime, float[][] Transformers);

    public static async Task<Vectors> EncodeAsync(EncoderModel model, string[] texts, IEnumerable<TokenizedText> tokenized)
    {
        var directory = Directory.CreateTempSubdirectory("kale-onnx-").FullName;
        try
        {
            WriteModel(model, directory);
            var input = JsonSerializer.Serialize(new { texts, ids = tokenized.Select(text => text.Ids) });
            using var output = JsonDocument.Parse(await RunNodeAsync(directory, input));
            float[][] Rows(string peer) => ToRows(output.RootElement.GetProperty(peer).GetBytesFromBase64(), model.Dims);
            return new Vectors(Rows("onnxruntime"), Rows("transformers"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // What Hugging Face's libraries look for beside the graph.
    private static void WriteModel(EncoderModel model, string directory)
    {
        File.WriteAllText(Path.Combine(directory, "config.json"), model.Config.ToJson().ToJsonString());
        File.WriteAllText(Path.Combine(directory, "tokenizer.json"), model.Tokenizer.ToTokenizerJson());
        File.WriteAllText(Path.Combine(directory, "tokenizer_config.json"), """{ "tokenizer_class": "BertTokenizer" }""");
        using var graph = File.Create(Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "onnx")).FullName, "model.onnx"));
        EncoderGraph.WritePortable(model, graph);
    }

    private static async Task<string> RunNodeAsync(string directory, string input)
    {
        var script = Path.Combine(Npm.Root, "tests", "Encoding", "peers", "sentence-embedding.mjs");
        using var process = Process.Start(new ProcessStartInfo("node", [script, Npm.Package, directory])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
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
