using System.CommandLine;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>What the Trainer is to compare.</summary>
internal sealed class EvaluationOptions
{
    private readonly Option<string[]> _encoders = new("--encoder", "-e")
    {
        Description = "A query encoder: a name or id of a bundle. Repeatable.",
    };

    private readonly Option<string?> _context = new("--context-encoder")
    {
        Description = "Encodes the documents; default: each encoder its own.",
    };

    private readonly Option<string[]> _runs = new("--score-run")
    {
        Description = "A TREC run: root/path of the Trainer's data roots. Repeatable.",
    };

    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "What the others are compared with: one of the encoders or runs; default: the first.",
    };

    private readonly Option<string[]> _metrics = new("--metric")
    {
        Description = "ndcg@K, map, recall@K, mrr@K, hits@K. Repeatable.",
    };

    private readonly Option<uint> _depth = new("--depth") { Description = "Documents for each query; default 1,000." };

    private readonly Option<uint> _resamples = new("--bootstrap-samples")
    {
        Description = "Resamples behind each confidence interval; default 10,000.",
    };

    private IEnumerable<Option> All =>
        [_encoders, _context, TitleOption.WithoutTitles, _runs, _baseline, _metrics, _depth, _resamples];

    public void AddTo(Command command)
    {
        foreach (var option in All) { command.Add(option); }
    }

    /// <summary>Names of those that were given.</summary>
    public IReadOnlyList<string> Named(ParseResult parsed) => Given.Names(parsed, All);

    public JobSpec Read(ParseResult parsed, string data, string split, bool keepIdenticalIds)
    {
        var baseline = parsed.GetValue(_baseline) ?? "";
        var runs = (parsed.GetValue(_runs) ?? []).Select(text => DataSetText.Run(text, _runs.Name)).ToList();
        var labelled = DataSetText.Labelled(data, "data").Titled(parsed);
        if (labelled.Split.Length == 0) { labelled.Split = split; }
        return new JobSpec
        {
            Evaluate = new Evaluate
            {
                Encoders = { parsed.GetValue(_encoders) ?? [] },
                ContextEncoder = parsed.GetValue(_context) ?? "",
                Data = labelled,
                Runs = { runs },
                // A run is called by the path in its root.
                Baseline = runs.Find(run => $"{run.Root}/{run.Path}" == baseline)?.Path ?? baseline,
                Metrics = { parsed.GetValue(_metrics) ?? [] },
                KeepIdenticalIds = keepIdenticalIds,
                Depth = Given.Positive(parsed, _depth),
                BootstrapSamples = Given.Positive(parsed, _resamples),
            },
        };
    }
}
