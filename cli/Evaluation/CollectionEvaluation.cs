using System.Text.Json;
using Kale.Retrieval.Trec;
using Kale.V1;
using Spectre.Console;
using Hit = Kale.Retrieval.Trec.Hit;

namespace Kale.Cli.Evaluation;

/// <summary>A labelled set of queries through Search.</summary>
/// <param name="Directory">A BEIR directory.</param>
/// <param name="Split">Which judgments.</param>
/// <param name="Collection">What is searched.</param>
internal sealed record CollectionEvaluation(string Directory, string Split, string Collection)
{
    /// <summary>Recall@100 needs 100 documents for each query.</summary>
    private const int Depth = 100;
    private const int QueriesInFlight = 8;
    private const int NamesShown = 3;

    /// <summary>Where the rankings go; null: nowhere.</summary>
    public FileInfo? RunFile { get; init; }

    /// <summary>Hits with their query's own id are measured like others.</summary>
    public bool KeepIdenticalIds { get; init; }

    public bool Json { get; init; }

    public async Task<int> RunAsync(Search.SearchClient client, CancellationToken cancel)
    {
        var judged = JudgedQueries.Read(Directory, Split);
        foreach (var (id, place) in judged.Empty)
        {
            Terminal.Error.WriteLine($"{place}: the query '{id}' is empty; it counts as one that finds nothing.");
        }
        using var file = RunFile is null ? null : Evaluation.RunFile.Open(RunFile.FullName, judged);
        var missing = await MissingAsync(client, judged, cancel);
        var found = await SearchAllAsync(client, judged.Queries, cancel);
        var (rankings, leftOut) = KeepIdenticalIds ? (found, 0) : found.WithoutIdenticalIds(Depth);
        // A run that cannot be written after all costs nobody the figures.
        Print(EvaluationReport.Of(rankings, judged, leftOut, missing));
        file?.Write(rankings);
        return ExitCodes.Done;
    }

    private async Task<int> MissingAsync(Search.SearchClient client, JudgedQueries judged, CancellationToken cancel)
    {
        var any = judged.Queries.Values.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        if (any is null) { throw new CliException("Every judged query is empty."); }
        var missing = await CollectionContents.MissingAsync(client, Collection, judged.Documents, any, cancel);
        if (missing.Count > 0)
        {
            var some = string.Join(", ", missing.Take(NamesShown).Select(id => $"'{id}'"));
            Terminal.Error.WriteLine(
                $"{missing.Count} of {judged.Documents.Count} judged documents are not in the collection "
                + $"'{Collection}' ({some}{(missing.Count > NamesShown ? ", …" : "")}); they count as not found.");
        }
        return missing.Count;
    }

    private async Task<Run> SearchAllAsync(
        Search.SearchClient client, IReadOnlyDictionary<string, string> queries, CancellationToken cancel)
    {
        var hits = new Dictionary<string, IReadOnlyList<Hit>>();
        var asked = queries.Where(query => !string.IsNullOrWhiteSpace(query.Value));
        var options = new ParallelOptions { MaxDegreeOfParallelism = QueriesInFlight, CancellationToken = cancel };
        await Parallel.ForEachAsync(asked, options, async (query, token) =>
        {
            var request = new SearchRequest
            {
                Query = query.Value,
                Collection = Collection,
                // One more, where the query itself may be among them.
                TopK = (uint)(KeepIdenticalIds ? Depth : Depth + 1),
                GroupByDocument = true,
            };
            var response = await client.SearchAsync(request, cancellationToken: token);
            lock (hits) { hits[query.Key] = [.. response.Hits.Select(hit => new Hit(hit.DocumentId, hit.Score))]; }
        });
        return new Run("kale", hits);
    }

    private void Print(EvaluationReport report)
    {
        if (Json)
        {
            if (report.IdenticalIdsNote is { } note) { Terminal.Error.WriteLine(note); }
            Console.Out.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
            return;
        }
        foreach (var line in report.Lines()) { Terminal.Out.WriteLine(line); }
    }
}
