using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Encoding;

namespace Kale.Bench.Benchmarks;

/// <summary>Vectors that somebody else computed with the fp32 model, against ours from 8-bit-rounded weights.</summary>
internal sealed class IndependentVectors : IBenchmark
{
    private const int Dims = 384;

    public string Name => "fiori";

    public string Question => "Do our vectors equal the 778 that @sap-ux/fiori-docs-embeddings ships?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Path.Combine(Checkout.NodeModules, "@sap-ux", "fiori-docs-embeddings", "data", "embeddings");
        var texts = File.ReadLines(Path.Combine(directory, "records.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("content").GetString()!)
            .ToArray();
        var expected = MemoryMarshal
            .Cast<byte, float>(File.ReadAllBytes(Path.Combine(directory, "embeddings.bin")))
            .ToArray();
        var store = new BundleStore(Directory.CreateTempSubdirectory("kale-bench-").FullName);
        await using var encoder = Encoder.Load(
            DemoModel.Publish(store, "long", model => model with { MaxTokens = 512 }), new EncoderOptions());

        var cosines = new List<double>();
        foreach (var (chunk, start) in texts.Chunk(64).Select((chunk, i) => (chunk, i * 64)))
        {
            var result = await encoder.EncodeAsync(chunk, EncoderRole.Context);
            cosines.AddRange(result.Texts.Select((item, i) =>
                (double)TensorPrimitives.CosineSimilarity(item.Vector!, expected.AsSpan((start + i) * Dims, Dims))));
        }
        Directory.Delete(store.Directory, recursive: true);
        var mean = cosines.Average();
        return new Report([
            new Row(
                $"mean cosine over {texts.Length} passages, 512 tokens",
                $"{mean:0.0000}",
                Bar: "≥ 0.97",
                Reached: mean >= 0.97),
            new Row("smallest cosine", $"{cosines.Min():0.0000}"),
        ]);
    }
}
