using System.CommandLine;
using Kale.Cli.Training;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale train dual|cross</c>: encoders from labelled data.</summary>
internal static class TrainCommand
{
    public static Command Create() => new("train", "Train encoders on labelled data.") { Dual(), Cross() };

    private static Command Dual()
    {
        var options = new DualTrainingOptions();
        var backbone = new Argument<string>("backbone")
        {
            Description = "What to start from: a name or id of a bundle.",
        };
        var command = new Command("dual", "Train a dual encoder: InfoNCE over the batch, hard negatives, distillation.")
        {
            backbone,
        };
        options.AddTo(command);
        command.WithOptimization().WithOutput();
        command.SetAction((parsed, cancel) =>
        {
            var training = options.Read(parsed);
            training.Backbone = parsed.GetValue(backbone)!;
            return JobOptions.RunAsync(
                parsed,
                new JobSpec { OutputName = JobOptions.OutputName(parsed), TrainDualEncoder = training },
                cancel);
        });
        return command;
    }

    private static Command Cross()
    {
        var backbone = new Argument<string>("backbone")
        {
            Description = "What to start from: a name or id of a bundle.",
        };
        var data = new Option<string>("--data")
        {
            Description = $"Queries with relevant documents: {DataSetText.Form}.",
            Required = true,
        };
        var format = new Option<string?>("--format") { Description = "flag-embedding or tevatron, for a file." };
        var loss = new Option<string?>("--loss") { Description = "bce or margin-mse." };
        var sampled = new Option<uint>("--sampled-negatives") { Description = "Random documents for each query." };
        var mined = new Option<uint>("--mined-negatives")
        {
            Description = "Documents that an encoder takes for relevant, for each query.",
        };
        var miner = new Option<string?>("--negatives-encoder") { Description = "The dual encoder that mines them." };
        var teacher = new Option<string?>("--teacher") { Description = "The cross encoder whose margins are learned." };
        var command = new Command("cross", "Train a cross encoder to rerank with.")
        {
            backbone, data, format, TitleOption.WithoutTitles, loss, sampled, mined, miner, teacher,
        };
        command.WithOptimization().WithOutput();
        command.SetAction((parsed, cancel) => JobOptions.RunAsync(parsed, new JobSpec
        {
            OutputName = JobOptions.OutputName(parsed),
            TrainCrossEncoder = new TrainCrossEncoder
            {
                Backbone = parsed.GetValue(backbone)!,
                Data = DataSetText.Examples(parsed.GetValue(data)!, data.Name, parsed.GetValue(format)).Titled(parsed),
                Loss = parsed.GetValue(loss) ?? "",
                SampledNegatives = parsed.GetValue(sampled),
                MinedNegatives = parsed.GetValue(mined),
                NegativesEncoder = parsed.GetValue(miner) ?? "",
                Teacher = parsed.GetValue(teacher) ?? "",
                Optimization = OptimizationOptions.Read(parsed),
            },
        }, cancel));
        return command;
    }
}
