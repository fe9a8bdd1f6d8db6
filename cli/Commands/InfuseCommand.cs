using System.CommandLine;
using Kale.Cli.Training;
using Kale.Cli.Training.Specs;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale infuse</c>: a light dual encoder from a cross encoder's early layers.</summary>
internal static class InfuseCommand
{
    public static Command Create()
    {
        var cross = new Argument<string>("cross-encoder")
        {
            Description = "Whose embeddings and first layers are taken: a name or id of a bundle.",
        };
        var layers = new Option<uint>("--layers")
        {
            Description = "Layers of the new encoder.",
            DefaultValueFactory = _ => 2,
        };
        var infused = new Option<uint>("--infused-layers")
        {
            Description = "How many of them are the cross encoder's.",
            DefaultValueFactory = _ => 1,
        };
        var keep = new Option<uint[]>("--keep")
        {
            Description = "Instead of both: the layers to take, counted from 0, and no fresh ones. Repeatable.",
        };
        var start = new Option<string?>("--start")
        {
            Description = "cross-encoder, or as a control dual-encoder or fresh.",
        };
        var backbone = new Option<string?>("--backbone")
        {
            Description = "The dual encoder that a control starts from.",
        };
        var training = new DualTrainingOptions();
        var command = new Command("infuse", "Make a light dual encoder from a cross encoder's early layers (DE-2 CE).")
        {
            cross, layers, infused, keep, start, backbone,
        };
        training.AddTo(command);
        command.WithOptimization().WithOutput();
        command.SetAction((parsed, cancel) =>
        {
            var kept = parsed.GetValue(keep) ?? [];
            var spec = new InfuseDualEncoder
            {
                CrossEncoder = parsed.GetValue(cross)!,
                Layers = kept.Length > 0 ? 0 : Given.Positive(parsed, layers),
                InfusedLayers = kept.Length > 0 ? 0 : Given.Positive(parsed, infused),
                Keep = { kept },
                Start = parsed.GetValue(start) ?? "",
                Training = training.Read(parsed),
            };
            spec.Training.Backbone = parsed.GetValue(backbone) ?? "";
            return JobOptions.RunAsync(
                parsed,
                new JobSpec { OutputName = JobOptions.OutputName(parsed), InfuseDualEncoder = spec },
                cancel);
        });
        return command;
    }
}
