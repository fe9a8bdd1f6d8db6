using System.CommandLine;
using Kale.Cli.Training;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale infuse</c>: a light dual encoder from another encoder's layers.</summary>
internal static class InfuseCommand
{
    public static Command Create()
    {
        var donor = new Argument<string>("encoder")
        {
            Description = "Whose embeddings and layers are taken, a name or id of a bundle: "
                + "a cross encoder, or a dual encoder where --start says so.",
        };
        var layers = new Option<uint>("--layers")
        {
            Description = "Layers of the new encoder.",
            DefaultValueFactory = _ => 2,
        };
        var infused = new Option<uint>("--infused-layers")
        {
            Description = "How many of them are taken over; the rest is fresh.",
            DefaultValueFactory = _ => 1,
        };
        var keep = new Option<uint[]>("--keep")
        {
            Description = "Instead of both: the layers to take, counted from 0, and no fresh ones. Repeatable.",
        };
        var start = new Option<string?>("--start")
        {
            Description = "What the encoder is: cross-encoder (the default), dual-encoder, "
                + "or fresh for its embeddings alone.",
        };
        var training = new DualTrainingOptions();
        var command = new Command("infuse", "Make a light dual encoder from a cross encoder's layers (DE-2 CE).")
        {
            donor, layers, infused, keep, start,
        };
        training.AddTo(command);
        command.WithOptimization().WithOutput();
        command.SetAction((parsed, cancel) =>
        {
            var kept = parsed.GetValue(keep) ?? [];
            var spec = new InfuseDualEncoder
            {
                Layers = kept.Length > 0 ? 0 : Given.Positive(parsed, layers),
                InfusedLayers = kept.Length > 0 ? 0 : Given.Positive(parsed, infused),
                Keep = { kept },
                Start = parsed.GetValue(start) ?? "",
                Training = training.Read(parsed),
            };
            TakeFrom(spec, parsed.GetValue(donor)!);
            return JobOptions.RunAsync(
                parsed,
                new JobSpec { OutputName = JobOptions.OutputName(parsed), InfuseDualEncoder = spec },
                cancel);
        });
        return command;
    }

    private static void TakeFrom(InfuseDualEncoder spec, string donor)
    {
        if (spec.Start is "dual-encoder" or "fresh")
            spec.Training.Backbone = donor;
        else
            spec.CrossEncoder = donor;
    }
}
