using System.Text.Json;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Probe;

public sealed class ProbeLayersTests
{
    [Fact]
    public async Task Job_OfACrossAndADualEncoder_MeasuresEveryLayerWithEveryTreatment()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("cross", TinyBundles.Cross());
        directory.Publish("dual", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        await trainer.SucceedAsync("a", new JobSpec
        {
            ProbeLayers = new ProbeLayers { Encoders = { "cross", "dual" }, Data = data, MaxTokens = 20 },
        });

        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(directory["data/jobs/a/report.json"]));
        var sections = report.RootElement.GetProperty("sections").EnumerateArray().ToList();
        Assert.Equal(
            [
                "nDCG@10 by layer, raw",
                "nDCG@10 by layer, centred",
                "nDCG@10 by layer, whitened",
                "All layers",
                "cross less dual, layer by layer (nDCG@10)",
            ],
            sections.Select(section => section.GetProperty("title").GetString()));
        Assert.Equal(2 * 3 * 3, sections[3].GetProperty("rows").GetArrayLength());
        Assert.Equal(3, sections[4].GetProperty("rows").GetArrayLength());
        Assert.Contains(
            "self-pair", await File.ReadAllTextAsync(directory["data/jobs/a/report.html"]), StringComparison.Ordinal);
        var evaluations = (await trainer.Client.WatchAsync("a")).Where(entry => entry.Evaluation is not null).ToList();
        Assert.Equal(2, evaluations.Count);
        // The documents are their queries' words: the embeddings alone find them.
        Assert.True(evaluations[1].Evaluation.Metrics["layer 0 raw ndcg@10"] > 0.5);
    }

    [Fact]
    public async Task StartJob_WithEveryMistake_NamesEveryField()
    {
        using var directory = new TemporaryDirectory();
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var fields = await trainer.RefusedFieldsAsync(new JobSpec
        {
            ProbeLayers = new ProbeLayers { Encoders = { "nobody", "nobody" }, InputForm = "triple", MaxTokens = 2 },
        });
        Assert.Equal(
        [
            "spec.probe_layers.data",
            "spec.probe_layers.encoders",
            "spec.probe_layers.encoders[0]",
            "spec.probe_layers.encoders[1]",
            "spec.probe_layers.input_form",
            "spec.probe_layers.max_tokens",
        ], fields.Order(StringComparer.Ordinal));
    }
}
