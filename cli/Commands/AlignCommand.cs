using System.CommandLine;
using Kale.Cli.Training;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale align</c>: a small query encoder cut from a large one and aligned to it.</summary>
internal static class AlignCommand
{
    private const string DefaultName = "student";

    public static Command Create()
    {
        var teacher = new Argument<string>("teacher")
        {
            Description = "The reference query encoder: a name or id of a bundle.",
            DefaultValueFactory = _ => ImportCommand.DefaultEncoder,
        };
        var plan = new Option<string>("--plan", "-p")
        {
            Description = $"Which layers to keep: {LayerPlanText.Form}.",
            DefaultValueFactory = _ => "wang-lyu:2",
        };
        var sources = new AlignmentSources();
        var command = new Command(
            "align",
            "Cut a small query encoder from a large one and align it on queries alone (KALE); "
            + "the index stays as it is.")
        {
            teacher, plan,
        };
        sources.AddTo(command);
        command.WithOptimization().WithOutput(DefaultName);
        command.SetAction((parsed, cancel) =>
        {
            var alignment = sources.Read(parsed);
            (alignment.Teacher, alignment.Plan) =
                (parsed.GetValue(teacher)!, LayerPlanText.Parse(parsed.GetValue(plan)!, plan.Name));
            return JobOptions.RunAsync(
                parsed,
                new JobSpec { OutputName = JobOptions.OutputName(parsed), AlignQueryEncoder = alignment },
                cancel);
        });
        return command;
    }
}
