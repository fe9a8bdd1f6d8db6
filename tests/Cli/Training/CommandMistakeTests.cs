using Kale.Cli.Tests.Support;
using Kale.Rollouts.Tests.State;

namespace Kale.Cli.Tests.Training;

/// <summary>What people mistype, told by exit code and in words: what there is instead, or what to write.</summary>
public sealed class CommandMistakeTests(BusyTrainer fixture) : IClassFixture<BusyTrainer>
{
    private const string Align = "align teacher -n out -q root/queries.txt";
    private const string Dual = "train dual teacher -n out --data root/beir";

    /// <summary>Those that the Trainer finds.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "align nobody -p first:1 -n out -q root/queries.txt", "spec.align_query_encoder.teacher: " },
        {
            "align nobody -p first:1 -n out -q root/queries.txt",
            "there is no bundle 'nobody'. Named ones: cross, teacher, wide."
        },
        { "align cross -p first:1 -n out -q root/queries.txt", "'cross' is a cross encoder" },
        {
            $"{Align} -p odd:1",
            "There is no layer plan 'odd'; there are: kale, wang-lyu, first, last, even, explicit."
        },
        { $"{Align} -p 0,9", "There is no layer 9: the encoder has 3" },
        { $"{Align} -p first:1 --loss l2", "kl, kl-reverse, mse, cosine" },
        { $"{Align} -p first:1 --schedule steep", "must be one of constant, linear, cosine" },
        { $"{Align} -p first:1 --max-tokens 0", "spec.align_query_encoder.optimization.max_tokens: must be 3 to 64" },
        { $"{Align} -p first:1 --max-tokens 100000", "must be 3 to 64" },
        { "align teacher -p first:1 -n a/b -q root/queries.txt", "spec.output_name: 'a/b' cannot be a bundle's name" },
        { "align teacher -p first:1 -n out -q root/../queries.txt", "leads out of the root" },
        { "align teacher -p first:1 -n out -q root/none.txt", "none.txt" },
        { "train dual nobody -n out --data root/beir", "spec.train_dual_encoder.backbone: " },
        { "train dual teacher -n out --data elsewhere/beir", "There is no data root 'elsewhere'; there are: root." },
        { "train dual teacher -n out --data root/../../etc", "leads out of the root" },
        {
            $"{Dual} --teacher wide --distil cosine",
            "makes vectors of 48 dimensions; those of the encoder under training have 32"
        },
        { $"{Dual} --teacher teacher", "kl, kl-reverse, mse, cosine" },
        { $"{Dual} --mined-negatives 65", "spec.train_dual_encoder.mined_negatives: must be at most 64" },
        {
            "train cross teacher -n out --data root/beir --loss hinge",
            "spec.train_cross_encoder.loss: must be one of bce, margin-mse"
        },
        { "train cross teacher -n out --data root/beir --format csv", "must be one of beir, flag-embedding, tevatron" },
        { "infuse teacher -n out --data root/beir", "'teacher' is a dual encoder; a cross encoder is needed here" },
        {
            "infuse cross -n out --data root/beir --start dual-encoder",
            "'cross' is a cross encoder; a dual encoder is needed here"
        },
        { "infuse cross -n out --data root/beir --start nowhere", "must be one of cross-encoder, dual-encoder, fresh" },
        { "infuse cross -n out --data root/beir --layers 9", "cannot be taken from an encoder that has 3" },
        { "infuse cross -n out --data root/beir --untied", "must not be set" },
        { "probe nobody --data root/beir", "spec.probe_layers.encoders[0]: " },
        { "probe cross --data root/beir --input-form triple", "self-pair, single" },
        {
            "sweep teacher -p odd:1 -e root/beir -n out -q root/queries.txt",
            "spec.sweep_alignment.plans[0]: There is no layer plan 'odd'"
        },
        {
            "sweep teacher -p first:1 -e root/beir -n out -q root/queries.txt --loss l2",
            "spec.sweep_alignment.losses[0]: "
        },
        {
            "sweep teacher -p first:1 -e root/queries.txt -n out -q root/queries.txt",
            "spec.sweep_alignment.evaluation.path: "
        },
        { "evaluate root/beir -e teacher --baseline wide", "must be one of teacher, or empty for the first" },
        { "evaluate root/beir -e teacher --metric precision", "spec.evaluate.metrics[0]: " },
        { "evaluate root/beir -e teacher --context-encoder wide", "their vectors cannot be compared" },
    };

    /// <summary>Those that never reach it.</summary>
    public static TheoryData<string, string> Unreadable => new()
    {
        { $"{Align} -p first", "--plan 'first': expected name:layers" },
        { $"{Align} -p 0,x", "--plan '0,x': expected name:layers" },
        { $"{Align} -p first:1 --loss kl@warm", "--loss 'kl@warm': expected name, name@temperature or weight*name" },
        { $"{Align} -p first:1 --loss 0*kl", "--loss '0*kl': expected" },
        { $"{Align} -p first:1 --held-out 0", "--held-out: expected a number above 0" },
        { $"{Align} -p first:1 --pseudo-queries 0", "--pseudo-queries: expected a number above 0" },
        { $"{Align} -p first:1 --batch-size 0", "--batch-size: expected a number above 0" },
        { $"{Align} -p first:1 --batch-size -1", "--batch-size" },
        { $"{Align} -p first:1 --minutes 0", "--minutes: expected a number above 0" },
        { $"{Align} -p first:1 --steps many", "--steps" },
        { $"{Align} -p first:1 --wait --detach", "--wait and --detach: choose one" },
        { "align teacher -p first:1 -n out -q queries.txt", "--queries 'queries.txt': expected root/path" },
        { $"{Dual} --temperature 0", "--temperature: expected a number above 0" },
        { "infuse cross -n out --data root/beir --infused-layers 0", "--infused-layers: expected a number above 0" },
        { "probe --data root/beir", "'kale probe --help'" },
        { "evaluate root/beir -e teacher --depth 0", "--depth: expected a number above 0" },
        { "evaluate root/beir -e teacher --bootstrap-samples 0", "--bootstrap-samples: expected a number above 0" },
        { "evaluate root/beir", "Give either --collection, to search it, or --encoder" },
        { "evaluate root/beir -c guides --encoder teacher", "--collection and --encoder do not go together." },
        {
            "evaluate root/beir -c guides --metric map --detach",
            "--collection and --metric, --detach do not go together."
        },
        { "evaluate root/beir -e teacher --run out.run", "--run and --encoder do not go together." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    [MemberData(nameof(Unreadable))]
    public async Task Command_OfAMistake_SaysWhatToWrite(string command, string hint) =>
        await (await fixture.RunAsync(command)).FailedAsync(ExitCodes.Usage, hint);

    [Fact]
    public async Task Jobs_OfAnIdThatIsNone_SaysSo() =>
        await (await fixture.RunAsync("jobs watch nothing")).FailedAsync(ExitCodes.Failed, "There is no job 'nothing'");

    [Fact]
    public async Task Watch_WithoutAServer_SaysSoAtOnce() =>
        await (await RunningCommand.RunAsync($"http://127.0.0.1:{LoopbackPort.Choose()}", "jobs", "watch", "a"))
            .FailedAsync(ExitCodes.Unavailable, "kale serve");
}
