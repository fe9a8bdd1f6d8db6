using System.CommandLine;
using Kale.Cli.Evaluation;
using Kale.Cli.Training;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale evaluate</c>: a collection through Search, or encoders and runs as a job of the Trainer.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("data")
        {
            Description =
                "With --collection a BEIR directory of this machine with queries.jsonl and qrels/<split>.tsv; "
                + "with --encoder or --score-run root/path of the Trainer's data roots.",
        };
        var split = new Option<string>("--split")
        {
            Description = "Which judgments.",
            DefaultValueFactory = _ => "test",
        };
        var collection = new Option<string?>("--collection", "-c")
        {
            Description = "Name of the collection to search.",
        };
        var run = new Option<FileInfo?>("--run")
        {
            Description = "Write the collection's rankings here, as a TREC run file.",
        };
        var keep = new Option<bool>("--keep-identical-ids")
        {
            Description =
                "Measure also hits that have their query's own id. By default they are left out, as BEIR does, since "
                + "queries that are documents of the corpus would find themselves.",
        };
        var systems = new EvaluationOptions();
        var command = new Command(
            "evaluate",
            "Retrieval quality of a collection, or of encoders and runs side by side. "
            + "Equal scores are ordered by document id, descending, as trec_eval does.")
        {
            path, split, collection, run, keep,
        };
        systems.AddTo(command);
        command.WithJob();
        command.SetAction((parsed, cancel) =>
        {
            var (data, judgments) = (parsed.GetValue(path)!, parsed.GetValue(split)!);
            IReadOnlyList<string>
                ofCollections = Given.Names(parsed, [collection, run]),
                ofJobs = [.. systems.Named(parsed), .. JobOptions.Named(parsed)];
            return (parsed.GetValue(collection), ofCollections, ofJobs) switch
            {
                ({ } searched, _, []) => SearchAsync(
                    parsed,
                    new CollectionEvaluation(data, judgments, searched)
                    {
                        RunFile = parsed.GetValue(run),
                        KeepIdenticalIds = parsed.GetValue(keep),
                        Json = parsed.GetValue(CommonOptions.Json),
                    },
                    cancel),
                (null, [], [_, ..]) => JobOptions.RunAsync(
                    parsed, systems.Read(parsed, data, judgments, parsed.GetValue(keep)), cancel),
                _ => throw Unclear(ofCollections, ofJobs),
            };
        });
        return command;
    }

    private static async Task<int> SearchAsync(
        ParseResult parsed, CollectionEvaluation evaluation, CancellationToken cancel)
    {
        using var server = ServerConnection.Open(parsed);
        return await evaluation.RunAsync(new Search.SearchClient(server.Calls), cancel);
    }

    private static CliException Unclear(IReadOnlyList<string> ofCollections, IReadOnlyList<string> ofJobs)
    {
        const string Choice = "Give either --collection, to search it, or --encoder and --score-run, to compare them.";
        return new CliException(
            ofCollections.Count > 0 && ofJobs.Count > 0
                ? $"{string.Join(", ", ofCollections)} and {string.Join(", ", ofJobs)} do not go together. {Choice}"
                : Choice,
            ExitCodes.Usage);
    }
}
