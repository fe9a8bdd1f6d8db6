using System.Text.Json;
using Kale.Bundles;

namespace Kale.Trainer.Tests.Publishing;

/// <summary>onnxruntime-node, transformers.js and a plain reader of the files, in one run of node.</summary>
internal static class OtherTools
{
    /// <summary>What they see of a bundle.</summary>
    /// <param name="Layers">By config.json.</param>
    /// <param name="StoredLayers">Whose tensors model.safetensors has.</param>
    /// <param name="OnnxRuntime">A row for each text; of a cross encoder one, the pair's logits.</param>
    /// <param name="Transformers">The same.</param>
    /// <param name="Plain">The same, computed from the files of sentence-transformers.</param>
    public sealed record Seen(
        int Layers, int StoredLayers, float[][] OnnxRuntime, float[][] Transformers, float[][] Plain);

    public static async Task<IReadOnlyList<Seen>> OpenAsync(IEnumerable<Bundle> bundles, string[] texts, string[] pair)
    {
        var output = await Programs.NodeAsync(
            "Trainer/peers/open-trained.mjs",
            bundles.Select(bundle => bundle.Directory),
            JsonSerializer.Serialize(new { texts, pair }));
        return JsonSerializer.Deserialize<List<Seen>>(output, JsonSerializerOptions.Web)!;
    }
}
