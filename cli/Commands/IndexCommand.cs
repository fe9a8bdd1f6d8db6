using System.CommandLine;
using Kale.Cli.Corpora;
using Kale.Cli.Indexing;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale index</c>: documents of a file or folder into a collection.</summary>
internal static class IndexCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path")
        {
            Description = "BEIR directory, .jsonl file, or folder of Markdown and text files.",
        };
        var session = new Option<string>("--session")
        {
            Description = "Name of this run, to resume it; default: collection and path.",
        };
        var whole = new Option<bool>("--whole")
        {
            Description =
                "Documents are passages already: do not split them; what is longer than the encoder takes is cut.",
        };
        var command = new Command(
            "index", "Encode documents and write them to a collection; unchanged ones are skipped.")
        {
            path, CommonOptions.Collection, whole, session, CommonOptions.Server,
        };
        command.SetAction((parsed, cancel) =>
        {
            var (source, collection) = (parsed.GetValue(path)!, parsed.GetValue(CommonOptions.Collection)!);
            var open = new IndexOpen
            {
                Collection = collection,
                SessionId = parsed.GetValue(session) ?? $"{collection}:{Path.GetFullPath(source)}",
                CreateIfMissing = true,
                Splitting = parsed.GetValue(whole) ? Splitting.Whole : Splitting.Unspecified,
            };
            return RunAsync(source, open, parsed.GetValue(CommonOptions.Server)!, cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, IndexOpen open, string server, CancellationToken cancel)
    {
        // Read once to the end first: a malformed line is found before anything is sent.
        var total = CorpusReader.Read(path).LongCount();
        using var channel = ServerConnection.Open(server);
        var run = new IndexingRun(
            new ContextIndexing.ContextIndexingClient(channel), open, () => CorpusReader.Read(path));
        var started = TimeProvider.System.GetTimestamp();
        var summary = await IndexingProgress.ShowAsync(total, run, cancel);
        IndexingProgress.PrintSummary(summary, run.Errors, TimeProvider.System.GetElapsedTime(started));
        return run.Errors.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }
}
