using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Cli.Tests.Training;

/// <summary>What the commands ask a Trainer for is what their options say, and nothing besides.</summary>
public sealed class CommandSpecTests(BusyTrainer fixture) : IClassFixture<BusyTrainer>
{
    private const string Settings =
        " --batch-size 8 --learning-rate 0.001 --schedule cosine --warmup 0 --weight-decay 0.01 --steps 3 --epochs 2.5"
        + " --minutes 1.5 --max-tokens 16 --dropout 0 --checkpoint-every 2 --evaluate-every 4 --seed 7";

    // Words of the specs below.
    private static readonly Dictionary<string, string> Parts = new()
    {
        ["SETTINGS"] = """
            {"batchSize": 8, "learningRate": 0.001, "schedule": "cosine", "warmupSteps": 0, "weightDecay": 0.01, "steps": 3, "epochs": 2.5,
                "time": "90s", "maxTokens": 16, "dropout": 0, "checkpointEverySteps": 2, "evaluateEverySteps": 4}
            """,
        ["BEIR"] = """{"root": "root", "path": "beir"}""",
        ["UNTITLED"] = """{"root": "root", "path": "beir", "withoutTitles": true}""",
        ["TRAIN"] = """{"root": "root", "path": "beir", "split": "train"}""",
        ["QUERIES"] = """{"root": "root", "path": "queries.txt", "format": "text"}""",
    };

    public static TheoryData<string, string> Alignments => new()
    {
        {
            "align teacher --plan 0,1 -n out -q root/queries.txt --queries root/beir:train --corpus root/beir"
                + " --pseudo-queries 50 --student wide --loss 0.5*cosine --loss kl@2 --held-out 0.25" + Settings,
            """
            {"outputName": "out", "seed": 7, "alignQueryEncoder": {"teacher": "teacher", "plan": {"name": "explicit", "keep": [0, 1]},
                "losses": [{"name": "cosine", "weight": 0.5}, {"name": "kl", "weight": 1, "temperature": 2}],
                "queries": [QUERIES, TRAIN], "corpus": BEIR, "optimization": SETTINGS, "heldOutFraction": 0.25, "student": "wide", "pseudoQueries": 50}}
            """
        },
        {
            "align teacher -p wang-lyu:2 -n out --corpus root/beir",
            """{"outputName": "out", "alignQueryEncoder": {"teacher": "teacher", "plan": {"name": "wang-lyu", "layers": 2}, "corpus": BEIR, "optimization": {}}}"""
        },
        {
            "align teacher -p none -n out -q root/queries.txt",
            """{"outputName": "out", "alignQueryEncoder": {"teacher": "teacher", "plan": {"name": "explicit"}, "queries": [QUERIES], "optimization": {}}}"""
        },
        {
            "sweep teacher -p first:1 --plan none --evaluate root/beir:train -n out -q root/queries.txt"
                + " --corpus root/beir --pseudo-queries 50 --student wide --loss cosine --loss kl@3 --held-out 0.25"
                + Settings,
            """
            {"outputName": "out", "seed": 7, "sweepAlignment": {"plans": [{"name": "first", "layers": 1}, {"name": "explicit"}],
                "losses": [{"name": "cosine", "weight": 1}, {"name": "kl", "weight": 1, "temperature": 3}], "evaluation": TRAIN,
                "alignment": {"teacher": "teacher", "queries": [QUERIES], "corpus": BEIR, "optimization": SETTINGS, "heldOutFraction": 0.25,
                    "student": "wide", "pseudoQueries": 50}}}
            """
        },
        {
            "align teacher -p none -n out --corpus root/beir --without-titles",
            """{"outputName": "out", "alignQueryEncoder": {"teacher": "teacher", "plan": {"name": "explicit"}, "corpus": UNTITLED, "optimization": {}}}"""
        },
        {
            "sweep teacher -p first:1 -e root/beir -n out -q root/queries.txt",
            """
            {"outputName": "out", "sweepAlignment": {"plans": [{"name": "first", "layers": 1}], "evaluation": BEIR,
                "alignment": {"teacher": "teacher", "queries": [QUERIES], "optimization": {}}}}
            """
        },
        {
            "sweep teacher -p first:1 -e root/beir -n out --corpus root/beir --without-titles",
            """
            {"outputName": "out", "sweepAlignment": {"plans": [{"name": "first", "layers": 1}], "evaluation": UNTITLED,
                "alignment": {"teacher": "teacher", "corpus": UNTITLED, "optimization": {}}}}
            """
        },
    };

    public static TheoryData<string, string> Trainings => new()
    {
        {
            "train dual teacher -n out --data root/beir:train --untied --mined-negatives 2 --temperature 0.1"
                + " --teacher teacher --distil 2*mse --distil cosine" + Settings,
            """
            {"outputName": "out", "seed": 7, "trainDualEncoder": {"backbone": "teacher", "data": TRAIN, "untied": true, "minedNegatives": 2,
                "temperature": 0.1, "teacher": "teacher", "distillation": [{"name": "mse", "weight": 2}, {"name": "cosine", "weight": 1}], "optimization": SETTINGS}}
            """
        },
        {
            "train dual teacher -n out --data root/examples.jsonl",
            """
            {"outputName": "out", "trainDualEncoder": {"backbone": "teacher", "optimization": {},
                "data": {"root": "root", "path": "examples.jsonl", "format": "flag-embedding"}}}
            """
        },
        {
            "train cross teacher -n out --data root/beir --loss margin-mse --sampled-negatives 3 --mined-negatives 2"
                + " --negatives-encoder wide --teacher cross" + Settings,
            """
            {"outputName": "out", "seed": 7, "trainCrossEncoder": {"backbone": "teacher", "data": BEIR, "loss": "margin-mse", "sampledNegatives": 3,
                "minedNegatives": 2, "negativesEncoder": "wide", "teacher": "cross", "optimization": SETTINGS}}
            """
        },
        {
            "train dual teacher -n out --data root/beir --without-titles",
            """{"outputName": "out", "trainDualEncoder": {"backbone": "teacher", "data": UNTITLED, "optimization": {}}}"""
        },
        {
            "train cross teacher -n out --data root/beir --without-titles",
            """{"outputName": "out", "trainCrossEncoder": {"backbone": "teacher", "data": UNTITLED, "optimization": {}}}"""
        },
        {
            "train cross teacher -n out --data root/tevatron.jsonl --format tevatron",
            """
            {"outputName": "out", "trainCrossEncoder": {"backbone": "teacher", "optimization": {},
                "data": {"root": "root", "path": "tevatron.jsonl", "format": "tevatron"}}}
            """
        },
        {
            "infuse teacher -n out --layers 3 --infused-layers 2 --start dual-encoder --data root/beir"
                + " --mined-negatives 2 --temperature 0.1 --teacher teacher --distil kl@3" + Settings,
            """
            {"outputName": "out", "seed": 7, "infuseDualEncoder": {"layers": 3, "start": "dual-encoder", "infusedLayers": 2,
                "training": {"backbone": "teacher", "data": BEIR, "minedNegatives": 2, "temperature": 0.1, "teacher": "teacher",
                    "distillation": [{"name": "kl", "weight": 1, "temperature": 3}], "optimization": SETTINGS}}}
            """
        },
        {
            "infuse cross -n out --data root/beir",
            """{"outputName": "out", "infuseDualEncoder": {"crossEncoder": "cross", "layers": 2, "infusedLayers": 1, "training": {"data": BEIR, "optimization": {}}}}"""
        },
        {
            "infuse teacher -n out --data root/beir --start fresh --keep 1",
            """
            {"outputName": "out", "infuseDualEncoder": {"start": "fresh", "keep": [1],
                "training": {"backbone": "teacher", "data": BEIR, "optimization": {}}}}
            """
        },
        {
            "infuse cross -n out --data root/beir --start cross-encoder --keep 0 --keep 2",
            """{"outputName": "out", "infuseDualEncoder": {"crossEncoder": "cross", "start": "cross-encoder", "keep": [0, 2], "training": {"data": BEIR, "optimization": {}}}}"""
        },
    };

    public static TheoryData<string, string> Measurements => new()
    {
        {
            "probe cross teacher --data root/beir:train --input-form single --max-tokens 16 --seed 7",
            """{"seed": 7, "probeLayers": {"encoders": ["cross", "teacher"], "data": TRAIN, "inputForm": "single", "maxTokens": 16}}"""
        },
        { "probe cross --data root/beir", """{"probeLayers": {"encoders": ["cross"], "data": BEIR}}""" },
        {
            "probe cross --data root/beir --without-titles",
            """{"probeLayers": {"encoders": ["cross"], "data": UNTITLED}}"""
        },
        {
            "evaluate root/beir -e teacher --encoder wide --score-run root/a.run --baseline root/a.run --metric ndcg@5"
                + " --metric map --depth 20 --bootstrap-samples 500 --without-titles --split train --seed 7",
            """
            {"seed": 7, "evaluate": {"encoders": ["teacher", "wide"], "data": {"root": "root", "path": "beir", "split": "train", "withoutTitles": true}, "runs": [{"root": "root", "path": "a.run", "format": "trec-run"}],
                "baseline": "a.run", "metrics": ["ndcg@5", "map"], "depth": 20, "bootstrapSamples": 500}}
            """
        },
        {
            "evaluate root/beir:train -e teacher --context-encoder teacher --keep-identical-ids",
            """
            {"evaluate": {"encoders": ["teacher"], "contextEncoder": "teacher", "data": TRAIN, "keepIdenticalIds": true}}
            """
        },
        {
            "evaluate root/beir -e wide",
            """{"evaluate": {"encoders": ["wide"], "data": {"root": "root", "path": "beir", "split": "test"}}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Alignments))]
    [MemberData(nameof(Trainings))]
    [MemberData(nameof(Measurements))]
    public async Task Command_WithItsOptions_AsksForJustThat(string command, string spec)
    {
        var client = fixture.Trainer.Client;
        var said = (await (await fixture.RunAsync(command, "--detach")).SucceededAsync()).Text;
        var id = said.Split(' ')[0];
        Assert.Equal($"{id} queued (1). Follow it with: kale jobs watch {id}{Environment.NewLine}", said);
        Assert.Equal(Expected(spec), (await client.GetAsync(id)).Spec.ToString());
        await client.CancelAsync(id);
    }

    [Fact]
    public async Task Command_WithAnId_StartsItsJobOnce()
    {
        const string Command = "probe cross --data root/beir --job once --detach";
        var first = (await (await fixture.RunAsync(Command, "--json")).SucceededAsync()).Text;
        var again = (await (await fixture.RunAsync(Command, "--json")).SucceededAsync()).Text;
        Assert.Equal(Job.Parser.ParseJson(first).Created, Job.Parser.ParseJson(again).Created);
        await (await fixture.RunAsync($"{Command} --seed 8"))
            .FailedAsync(ExitCodes.Failed, "The job 'once' was started with another spec");
        await fixture.Trainer.Client.CancelAsync("once");
    }

    private static string Expected(string spec) =>
        JobSpec.Parser
            .ParseJson(Parts.Aggregate(
                spec, (text, part) => text.Replace(part.Key, part.Value, StringComparison.Ordinal)))
            .ToString();
}
