using System.CommandLine;
using Kale.Cli.Training;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale probe</c>: the retrieval quality of every layer.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var encoders = new Argument<string[]>("encoders")
        {
            Description = "Cross and dual encoders: names or ids of bundles.",
            Arity = ArgumentArity.OneOrMore,
        };
        var data = new Option<string>("--data")
        {
            Description = $"The labelled set: {DataSetText.Form}.",
            Required = true,
        };
        var form = new Option<string?>("--input-form") { Description = "self-pair (each text with itself) or single." };
        var tokens = new Option<uint?>("--max-tokens")
        {
            Description = "Of each text; default: what the encoder takes.",
        };
        var command = new Command("probe", "Measure the retrieval quality of every layer of encoders.")
        {
            encoders, data, TitleOption.WithoutTitles, form, tokens,
        };
        command.WithJob();
        command.SetAction((parsed, cancel) =>
        {
            var probe = new ProbeLayers
            {
                Encoders = { parsed.GetValue(encoders)! },
                Data = DataSetText.Labelled(parsed.GetValue(data)!, data.Name).Titled(parsed),
                InputForm = parsed.GetValue(form) ?? "",
            };
            if (parsed.GetValue(tokens) is { } longest) { probe.MaxTokens = longest; }
            return JobOptions.RunAsync(parsed, new JobSpec { ProbeLayers = probe }, cancel);
        });
        return command;
    }
}
