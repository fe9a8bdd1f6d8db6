using Kale.Trainer.Tests.Recipes.Alignment;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Cli.Tests.Support;

/// <summary>The Trainer that commands are sent to.</summary>
internal static class CommandTrainer
{
    /// <param name="directory">Holds its data, its bundles, and is the data root "root".</param>
    /// <param name="url">Where to listen.</param>
    public static Task<TestTrainer> StartAsync(TemporaryDirectory directory, string url = "http://127.0.0.1:0") =>
        TestTrainer.StartAsync(TestTrainer.Build(TestTrainer.Builder(directory.Path, url)));

    /// <summary>
    /// What tests align, train, infuse, probe and evaluate: "teacher", "wide" and "cross" on texts, a BEIR directory,
    /// examples and a run.
    /// </summary>
    public static void Prepare(TemporaryDirectory directory)
    {
        directory.PublishTeacher();
        directory.Publish("wide", TinyBundles.Dual(width: 48));
        directory.Publish("cross", TinyBundles.Cross(layers: 3));
        directory.WriteTexts();
        directory.WriteBeir();
        directory.WriteLines("examples.jsonl", ["""{"query": "a", "pos": ["b"], "neg": ["c"]}"""]);
        directory.WriteLines("tevatron.jsonl", ["""{"query": "a", "positive_passages": ["b"]}"""]);
        directory.WriteLines("a.run", ["q10 Q0 d10 1 0.5 tag"]);
    }

    /// <summary>Starts a job "before" that all later ones wait for, until it is cancelled.</summary>
    public static async Task OccupyAsync(this TestTrainer trainer)
    {
        const int Endless = 1_000_000_000;
        var alignment = Alignments.Alignment(
            new DataSet { Root = "root", Path = "queries.txt", Format = "text" }, Endless);
        (alignment.Optimization.CheckpointEverySteps, alignment.Optimization.EvaluateEverySteps) = (Endless, Endless);
        await trainer.Client.StartAsync("before", Alignments.Spec(alignment, "before"));
        await trainer.Client.UntilStepAsync("before", 1);
    }
}
