using Kale.Bundles;
using Kale.Encoding;
using Kale.Training.Weights;

namespace Kale.Bench.Harness;

/// <summary>
/// Two small encoders of one space in a store, the queries of a load, and the vectors that each encoder has for them.
/// </summary>
internal sealed record AlignedBundles(
    BundleStore Store, Bundle First, Bundle Second, string[] Queries, IReadOnlyDictionary<string, float[][]> Expected)
{
    private static readonly string[] s_words =
    [
        "protein", "gene", "cell", "immune", "cancer", "risk", "dose", "blood",
        "virus", "memory", "growth", "factor", "therapy", "clinical", "receptor", "mutation",
    ];

    public static async Task<AlignedBundles> PublishAsync(string directory, int queries)
    {
        var store = new BundleStore(Path.Combine(directory, "bundles"));
        var teacher = DemoModel.Publish(store, "teacher");
        var (first, second) = (Student(store, teacher, "first", 0, 5), Student(store, teacher, "second", 1, 4));
        var texts = Texts(queries).ToArray();
        var expected = new Dictionary<string, float[][]>();
        foreach (var bundle in new[] { first, second }) { expected[bundle.Id] = await VectorsAsync(bundle, texts); }
        return new AlignedBundles(store, first, second, texts, expected);
    }

    // Untuned, so only the tolerance of the space is wide;
    // that it reproduces its own vectors is checked to 1e-4 all the same.
    private static Bundle Student(BundleStore store, Bundle teacher, string name, params int[] layers)
    {
        var provenance = new Provenance
        {
            Source = "layers of the demonstration model",
            Created = TimeProvider.System.GetUtcNow(),
        };
        var options = new PublishOptions
        {
            Provenance = provenance,
            ReferenceProbes = teacher.Probes,
            MinCosine = -0.99,
        };
        return BundlePublisher.Publish(
            teacher.LoadModel().KeepLayers(layers), teacher.Manifest.Space, store, name, options);
    }

    private static async Task<float[][]> VectorsAsync(Bundle bundle, string[] texts)
    {
        await using var encoder = Encoder.Load(bundle, new EncoderOptions());
        var vectors = new List<float[]>();
        foreach (var chunk in texts.Chunk(512))
        {
            vectors.AddRange((await encoder.EncodeAsync(chunk, EncoderRole.Query)).Texts.Select(text => text.Vector!));
        }
        return [.. vectors];
    }

    private static IEnumerable<string> Texts(int count)
    {
        var random = new Random(11);
        return Enumerable.Range(0, count).Select(i =>
            $"{i} " + string.Join(
                ' ', Enumerable.Range(0, 4 + random.Next(6)).Select(_ => s_words[random.Next(s_words.Length)])));
    }
}
