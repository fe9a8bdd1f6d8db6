using Kale.Bundles;
using Kale.Encoding;
using Kale.LocalQdrant;
using Kale.VectorIndex;

namespace Kale.Bench.Harness;

/// <summary>
/// A collection that would take an hour to index: passages of the demo's corpora with vectors of the encoder, and
/// others near each of them, written into the files of an embedded store before a suite opens them.
/// </summary>
internal static class ManyPassages
{
    private const int PerWrite = 1_000;

    // Of unit vectors of 384 dimensions: variants of a passage have a cosine of about 0.93 to it.
    private const double Spread = 0.02;

    /// <param name="data">The directory of a suite that does not run.</param>
    /// <param name="corpus">A BEIR directory with texts to vary.</param>
    /// <param name="context">Encodes them.</param>
    /// <param name="collection">Its name.</param>
    /// <param name="count">How many passages.</param>
    public static async Task WriteAsync(string data, string corpus, Bundle context, string collection, int count)
    {
        var documents = Corpus.Documents(corpus).ToList();
        var vectors = await EncodeAsync(context, [.. documents.Select(one => $"{one.Title} {one.Text}")]);
        await using var server = await LocalQdrantServer.StartAsync(
            new LocalQdrantOptions { DataDirectory = Path.Combine(data, "vectors"), Urls = { "http://127.0.0.1:0" } });
        using var store = new VectorStore(
            new VectorStoreOptions { Address = server.Addresses[0], MaxBatchPassages = PerWrite });
        var manifest = context.Manifest;
        var space = new IndexSpace(manifest.SpaceId, manifest.Dims, IndexMetric.Cosine, context.Id);
        var build = await store.Builds.EnsureServingAsync(new BuildRequest(collection, collection, space));
        var random = new Random(7);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(PerWrite))
        {
            await store.Passages.WriteAsync(build, [.. numbers.Select(number => Passage(
                number, documents[number % documents.Count], vectors[number % documents.Count], random))]);
        }
    }

    private static DocumentPassages Passage(
        int number, (string Id, string Title, string Text) document, float[] vector, Random random) =>
        new($"{document.Id}/{number}", document.Title, $"{number}", null,
            [new PassageVector(document.Text, Near(vector, random))]);

    private static float[] Near(float[] vector, Random random)
    {
        float[] near = [.. vector.Select(value => value + (float)(Spread * Normal(random)))];
        var length = Math.Sqrt(near.Sum(value => value * value));
        return Array.ConvertAll(near, value => (float)(value / length));
    }

    // Twelve uniform numbers, near enough (Irwin-Hall).
    private static double Normal(Random random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;

    private static async Task<List<float[]>> EncodeAsync(Bundle context, string[] texts)
    {
        await using var encoder = Encoder.Load(context, new EncoderOptions());
        var vectors = new List<float[]>();
        foreach (var chunk in texts.Chunk(512))
        {
            var encoded = await encoder.EncodeAsync(chunk, EncoderRole.Context);
            vectors.AddRange(encoded.Texts.Select(text => text.Vector!));
        }

        return vectors;
    }
}
