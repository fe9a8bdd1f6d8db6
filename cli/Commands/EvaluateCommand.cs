using System.CommandLine;
using System.Text.Json;
using Kale.Cli.Corpora;
using Kale.Cli.Evaluation;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale evaluate</c>: a labelled set of queries through Search.</summary>
internal static class EvaluateCommand
{
    /// <summary>Recall@100 needs 100 documents for each query.</summary>
    private const uint Depth = 100;
    private const int QueriesInFlight = 8;

    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "BEIR directory with queries.jsonl and qrels/<split>.tsv." };
        var split = new Option<string>("--split") { Description = "Which judgments.", DefaultValueFactory = _ => "test" };
        var run = new Option<FileInfo?>("--run") { Description = "Write the rankings here, as a TREC run file." };
        var command = new Command("evaluate", "nDCG@10, Recall@100 and MRR@10 of a collection. Equal scores are ordered by document id, descending, as trec_eval does.")
        {
            path, split, CommonOptions.Collection, run, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var judged = BeirQueries.Read(parsed.GetValue(path)!, parsed.GetValue(split)!);
            using var channel = ServerConnection.Open(parsed.GetValue(CommonOptions.Server)!);
            var collection = parsed.GetValue(CommonOptions.Collection)!;
            var rankings = await SearchAllAsync(new Search.SearchClient(channel), collection, judged.Queries, cancel);
            if (parsed.GetValue(run) is { } file) { rankings.Write(file.FullName, "kale"); }
            Print(EvaluationReport.Of(rankings, judged), parsed.GetValue(CommonOptions.Json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<Run> SearchAllAsync(
        Search.SearchClient client, string collection, IReadOnlyDictionary<string, string> queries, CancellationToken cancel)
    {
        var run = new Run();
        var options = new ParallelOptions { MaxDegreeOfParallelism = QueriesInFlight, CancellationToken = cancel };
        await Parallel.ForEachAsync(queries, options, async (query, token) =>
        {
            var request = new SearchRequest { Query = query.Value, Collection = collection, TopK = Depth, GroupByDocument = true };
            var response = await client.SearchAsync(request, cancellationToken: token);
            lock (run) { run.Add(query.Key, response.Hits.Select(hit => (hit.DocumentId, hit.Score))); }
        });
        return run;
    }

    private static void Print(EvaluationReport report, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
            return;
        }
        Terminal.Out.WriteLine($"queries     {report.Queries}");
        Terminal.Out.WriteLine($"nDCG@10     {report.NdcgAt10:0.0000}");
        Terminal.Out.WriteLine($"Recall@100  {report.RecallAt100:0.0000}");
        Terminal.Out.WriteLine($"MRR@10      {report.MrrAt10:0.0000}");
    }
}
