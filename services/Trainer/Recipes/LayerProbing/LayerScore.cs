using System.Text.Json;

namespace Kale.Trainer.Recipes.LayerProbing;

/// <summary>How well a layer's vectors retrieve.</summary>
/// <param name="Encoder">As the request names it.</param>
/// <param name="Layer">0: the embeddings.</param>
/// <param name="Treatment">One of <see cref="Treatments"/>.</param>
/// <param name="ByMetric">[queries] for each metric.</param>
internal sealed record LayerScore(
    string Encoder, int Layer, string Treatment, IReadOnlyDictionary<string, double[]> ByMetric)
{
    public double Mean(string metric) => ByMetric[metric].Average();

    public static byte[] Write(IReadOnlyList<LayerScore> scores) => JsonSerializer.SerializeToUtf8Bytes(scores);

    public static List<LayerScore> Read(byte[] json) => JsonSerializer.Deserialize<List<LayerScore>>(json)!;
}
