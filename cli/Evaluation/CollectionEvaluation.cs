using System.CommandLine;
using System.Text.Json;
using Kale.Cli.Corpora;
using Kale.Retrieval.Trec;
using Kale.V1;
using Spectre.Console;
using Hit = Kale.Retrieval.Trec.Hit;

namespace Kale.Cli.Evaluation;

/// <summary>A labelled set of queries through Search.</summary>
internal static class CollectionEvaluation
{
    /// <summary>Recall@100 needs 100 documents for each query.</summary>
    private const uint Depth = 100;
    private const int QueriesInFlight = 8;

    public static async Task<int> RunAsync(
        ParseResult parsed,
        string directory,
        string split,
        string collection,
        FileInfo? runFile,
        CancellationToken cancel)
    {
        var judged = BeirQueries.Read(directory, split);
        using var channel = ServerConnection.Open(parsed.GetValue(CommonOptions.Server)!);
        var rankings = await SearchAllAsync(new Search.SearchClient(channel), collection, judged.Queries, cancel);
        if (runFile is not null) { Write(rankings, runFile.FullName); }
        Print(EvaluationReport.Of(rankings, judged), parsed.GetValue(CommonOptions.Json));
        return ExitCodes.Done;
    }

    private static async Task<Run> SearchAllAsync(
        Search.SearchClient client,
        string collection,
        IReadOnlyDictionary<string, string> queries,
        CancellationToken cancel)
    {
        var hits = new Dictionary<string, IReadOnlyList<Hit>>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = QueriesInFlight, CancellationToken = cancel };
        await Parallel.ForEachAsync(queries, options, async (query, token) =>
        {
            var request = new SearchRequest
            {
                Query = query.Value,
                Collection = collection,
                TopK = Depth,
                GroupByDocument = true,
            };
            var response = await client.SearchAsync(request, cancellationToken: token);
            lock (hits) { hits[query.Key] = [.. response.Hits.Select(hit => new Hit(hit.DocumentId, hit.Score))]; }
        });
        return new Run("kale", hits);
    }

    private static void Write(Run run, string path)
    {
        using var writer = new StreamWriter(path);
        RunWriter.Write(writer, run);
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
