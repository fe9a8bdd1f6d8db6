using System.CommandLine;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>How long and how to train; what is not given is the recipe's own.</summary>
internal static class OptimizationOptions
{
    private static readonly Option<uint> Batch = new("--batch-size") { Description = "Texts in a batch." };
    private static readonly Option<double> Rate = new("--learning-rate") { Description = "The highest learning rate." };

    private static readonly Option<string?> Schedule = new("--schedule")
    {
        Description = "constant, linear or cosine.",
    };

    private static readonly Option<uint?> Warmup = new("--warmup") { Description = "Steps until the highest rate." };
    private static readonly Option<double?> Decay = new("--weight-decay") { Description = "AdamW's." };
    private static readonly Option<ulong> Steps = new("--steps") { Description = "End after so many steps." };

    private static readonly Option<double> Epochs = new("--epochs")
    {
        Description = "End after so many passes over the data.",
    };

    private static readonly Option<double> Minutes = new("--minutes")
    {
        Description = "End after so many minutes; preparing counts, and leaves at least half of them.",
    };

    private static readonly Option<uint?> Tokens = new("--max-tokens") { Description = "Cut texts to so many tokens." };

    private static readonly Option<double?> Dropout = new("--dropout")
    {
        Description = "Share of activations that are dropped.",
    };

    private static readonly Option<uint> Checkpoint = new("--checkpoint-every")
    {
        Description = "Steps between checkpoints.",
    };

    private static readonly Option<uint> Evaluate = new("--evaluate-every")
    {
        Description = "Steps between evaluations.",
    };

    public static Command WithOptimization(this Command command)
    {
        foreach (var option in new Option[]
        {
            Batch, Rate, Schedule, Warmup, Decay, Steps, Epochs, Minutes, Tokens, Dropout, Checkpoint, Evaluate,
        })
        {
            command.Add(option);
        }
        return command;
    }

    public static Optimization Read(ParseResult parsed)
    {
        var optimization = new Optimization
        {
            BatchSize = Given.Positive(parsed, Batch),
            LearningRate = Given.Positive(parsed, Rate),
            Schedule = parsed.GetValue(Schedule) ?? "",
            Steps = Given.Positive(parsed, Steps),
            Epochs = Given.Positive(parsed, Epochs),
            CheckpointEverySteps = Given.Positive(parsed, Checkpoint),
            EvaluateEverySteps = Given.Positive(parsed, Evaluate),
        };
        // 0 is a value of these, and not the same as to leave them out.
        if (parsed.GetValue(Warmup) is { } warmup) { optimization.WarmupSteps = warmup; }
        if (parsed.GetValue(Decay) is { } decay) { optimization.WeightDecay = decay; }
        if (parsed.GetValue(Tokens) is { } tokens) { optimization.MaxTokens = tokens; }
        if (parsed.GetValue(Dropout) is { } dropout) { optimization.Dropout = dropout; }
        if (parsed.GetResult(Minutes) is not null)
        {
            optimization.Time = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(ToTime(parsed.GetValue(Minutes)));
        }
        return optimization;
    }

    private static TimeSpan ToTime(double minutes) => minutes is > 0 and < 1e6
        ? TimeSpan.FromMinutes(minutes)
        : throw new CliException("--minutes: expected a number above 0.", ExitCodes.Usage);
}
