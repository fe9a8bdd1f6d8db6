using System.CommandLine;
using Kale.Cli.Indexing;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale index</c>: documents of a file, a pipe or a folder into a collection.</summary>
internal static class IndexCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path")
        {
            Description =
                "BEIR directory, .jsonl file, folder of Markdown and text files, named pipe, or - for standard input; "
                + "compressed with gzip or zstd or not.",
        };
        var session = new Option<string>("--session")
        {
            Description = "Name of where the documents come from; default: the path. What is piped has none.",
        };
        var whole = new Option<bool>("--whole")
        {
            Description =
                "Documents are passages already: do not split them; what is longer than the encoder takes is cut.",
        };
        var prefix = new Option<string>("--prefix")
        {
            Description = "Goes before every id, such as notes/ before those of the files of a folder.",
            DefaultValueFactory = _ => "",
        };
        var skip = new Option<bool>("--skip-invalid")
        {
            Description = "Tell what cannot be read or indexed, and index the rest.",
        };
        var lastWins = new Option<bool>("--last-wins")
        {
            Description = "Of several documents of one id take the last, where otherwise both lines are told.",
        };
        var mirror = new Option<bool>("--mirror")
        {
            Description = "Remove what earlier runs of the same source sent and that is no longer in it.",
        };
        var command = new Command(
            "index", "Encode documents and write them to a collection; unchanged ones are skipped.")
        {
            path, CommonOptions.Collection, whole, prefix, skip, lastWins, mirror, session, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var job = new IndexJob(parsed.GetValue(path)!, parsed.GetValue(CommonOptions.Collection)!)
            {
                Splitting = parsed.GetValue(whole) ? Splitting.Whole : Splitting.Unspecified,
                Source = new SourceOptions(parsed.GetValue(prefix)!, parsed.GetValue(skip)),
                LastWins = parsed.GetValue(lastWins),
                Mirror = parsed.GetValue(mirror),
                Session = parsed.GetValue(session),
            };
            using var server = ServerConnection.Open(parsed);
            return await job.RunAsync(server, cancel);
        });
        return command;
    }
}
