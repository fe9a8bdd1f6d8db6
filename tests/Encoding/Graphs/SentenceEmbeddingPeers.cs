using System.Runtime.InteropServices;
using System.Text.Json;
using Kale.Bundles;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Graphs;

/// <summary>onnxruntime-node and @huggingface/transformers on a bundle's portable graph, in one run of node.</summary>
internal static class SentenceEmbeddingPeers
{
    public sealed record Vectors(float[][] OnnxRuntime, float[][] Transformers);

    public static async Task<Vectors> EncodeAsync(Bundle bundle, string[] texts, IEnumerable<TokenizedText> tokenized)
    {
        var input = JsonSerializer.Serialize(new { texts, ids = tokenized.Select(text => text.Ids) });
        using var output = JsonDocument.Parse(
            await Programs.NodeAsync("Encoding/peers/sentence-embedding.mjs", [bundle.Directory], input));
        float[][] Rows(string peer) =>
            ToRows(output.RootElement.GetProperty(peer).GetBytesFromBase64(), bundle.Manifest.Dims);
        return new Vectors(Rows("onnxruntime"), Rows("transformers"));
    }

    private static float[][] ToRows(byte[] bytes, int dims) =>
        [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Chunk(dims)];
}
