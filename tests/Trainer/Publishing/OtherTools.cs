using System.Diagnostics;
using System.Text.Json;
using Kale.Bundles;
using Kale.Trainer.Tests.Models;

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
        var start = new ProcessStartInfo(
            "node", [Npm.Peer("open-trained.mjs"), Npm.Package, .. bundles.Select(bundle => bundle.Directory)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(new { texts, pair }));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<List<Seen>>(await output, JsonSerializerOptions.Web)!;
    }
}
