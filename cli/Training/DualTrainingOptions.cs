using System.CommandLine;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>How a dual encoder is trained, from scratch or from a cross encoder's layers.</summary>
internal sealed class DualTrainingOptions
{
    private readonly Option<string> _data = new("--data")
    {
        Description = $"Queries with relevant documents: {DataSetText.Form}.",
        Required = true,
    };

    private readonly Option<string?> _format = new("--format")
    {
        Description = "flag-embedding or tevatron, for a file.",
    };

    private readonly Option<bool> _untied = new("--untied")
    {
        Description = "Queries and documents get encoders of their own.",
    };

    private readonly Option<uint> _mined = new("--mined-negatives")
    {
        Description = "Hard negatives for each query, from the encoder's own index.",
    };

    private readonly Option<double> _temperature = new("--temperature") { Description = "Of InfoNCE's softmax." };
    private readonly Option<string?> _teacher = new("--teacher") { Description = "An encoder to distil from." };

    private readonly Option<string[]> _distillation = new("--distil")
    {
        Description = $"Distance to the teacher: {LossText.Form}.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _data, _format, TitleOption.WithoutTitles, _untied, _mined, _temperature, _teacher, _distillation,
        })
        {
            command.Add(option);
        }
    }

    public TrainDualEncoder Read(ParseResult parsed) => new()
    {
        Data = DataSetText.Examples(parsed.GetValue(_data)!, _data.Name, parsed.GetValue(_format)).Titled(parsed),
        Untied = parsed.GetValue(_untied),
        MinedNegatives = parsed.GetValue(_mined),
        Temperature = Given.Positive(parsed, _temperature),
        Teacher = parsed.GetValue(_teacher) ?? "",
        Distillation =
        {
            (parsed.GetValue(_distillation) ?? []).Select(text => LossText.Parse(text, _distillation.Name)),
        },
        Optimization = OptimizationOptions.Read(parsed),
    };
}
