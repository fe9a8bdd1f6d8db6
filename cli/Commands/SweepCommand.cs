using System.CommandLine;
using Kale.Cli.Training;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale sweep</c>: every plan with every loss, side by side.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var teacher = new Argument<string>("teacher")
        {
            Description = "The reference query encoder: a name or id of a bundle.",
        };
        var plans = new Option<string[]>("--plan", "-p")
        {
            Description = $"Which layers to keep: {LayerPlanText.Form}. Repeatable.",
            Required = true,
        };
        var evaluation = new Option<string>("--evaluate", "-e")
        {
            Description = $"The labelled set to measure with: {DataSetText.Form}.",
            Required = true,
        };
        var sources = new AlignmentSources();
        var command = new Command(
            "sweep", "Align with every plan and every loss, and compare quality, latency and size in one report.")
        {
            teacher, plans, evaluation,
        };
        sources.AddTo(command);
        command.WithOptimization().WithOutput();
        command.SetAction((parsed, cancel) =>
        {
            var alignment = sources.Read(parsed);
            alignment.Teacher = parsed.GetValue(teacher)!;
            alignment.Losses.Clear();
            var sweep = new SweepAlignment
            {
                Plans = { parsed.GetValue(plans)!.Select(text => LayerPlanText.Parse(text, plans.Name)) },
                Losses = { sources.Losses(parsed) },
                Alignment = alignment,
                Evaluation = DataSetText.Labelled(parsed.GetValue(evaluation)!, evaluation.Name).Titled(parsed),
            };
            return JobOptions.RunAsync(
                parsed,
                new JobSpec { OutputName = JobOptions.OutputName(parsed), SweepAlignment = sweep },
                cancel);
        });
        return command;
    }
}
