using System.CommandLine;
using Kale.V1;

namespace Kale.Cli.Commands;

/// <summary><c>kale search</c>: the nearest passages to a query.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var query = new Argument<string[]>("query")
        {
            Description = "What to search for; quotes are not needed.",
            Arity = ArgumentArity.OneOrMore,
        };
        var top = new Option<uint>("--top", "-k") { Description = "How many hits.", DefaultValueFactory = _ => 5 };
        var group = new Option<bool>("--by-document") { Description = "At most one hit a document." };
        var rerank = new Option<bool>("--rerank") { Description = "Rerank the first hits with the cross encoder." };
        var fuse = new Option<bool>("--fuse")
        {
            Description = "Rerank, and order by both stages' scores, standardised and added.",
        };
        var where = new Option<string[]>("--where")
        {
            Description = WhereFilter.Syntax,
        };
        var command = new Command("search", "Search a collection by meaning.")
        {
            query, CommonOptions.Collection, top, group, rerank, fuse, where, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var request = new SearchRequest
            {
                Query = string.Join(' ', parsed.GetValue(query)!),
                Collection = parsed.GetValue(CommonOptions.Collection),
                TopK = parsed.GetValue(top),
                GroupByDocument = parsed.GetValue(group),
                Filter = WhereFilter.Parse(parsed.GetValue(where) ?? []),
            };
            if (parsed.GetValue(rerank) || parsed.GetValue(fuse)) { request.Rerank = RerankBy(parsed.GetValue(fuse)); }
            using var server = ServerConnection.Open(parsed);
            var response = await new Search.SearchClient(server.Calls).SearchAsync(request, cancellationToken: cancel);
            if (parsed.GetValue(CommonOptions.Json)) { Console.Out.WriteLine(SearchJson.Of(response)); }
            else { HitList.Print(request.Query, response); }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Rerank RerankBy(bool both) => new()
    {
        Enabled = true,
        Required = true,
        Order = both ? RerankOrder.Fused : RerankOrder.CrossEncoder,
    };
}
