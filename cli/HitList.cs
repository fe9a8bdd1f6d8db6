using Kale.V1;
using Spectre.Console;

namespace Kale.Cli;

/// <summary>Hits for people: rank, score, document, title and the start of the passage.</summary>
internal static class HitList
{
    private const int PassageCharacters = 220;

    public static void Print(string query, SearchResponse response)
    {
        Terminal.Out.MarkupLine($"[bold]{Markup.Escape(query)}[/]");
        foreach (var (hit, rank) in response.Hits.Select((hit, i) => (hit, i + 1))) { PrintHit(hit, rank); }
        if (response.Hits.Count == 0) { Terminal.Out.MarkupLine("  [yellow]nothing found[/]"); }
        if (response.Truncated)
        {
            Terminal.Out.MarkupLine("  [yellow]The query is longer than the encoder takes and was cut.[/]");
        }
        PrintFooter(response);
    }

    private static void PrintHit(Hit hit, int rank)
    {
        var score = hit.HasRerankScore ? $"{hit.RerankScore:0.000} ({hit.Score:0.000})" : $"{hit.Score:0.000}";
        var title = hit.Title.Length > 0 ? $" [bold]{Markup.Escape(OneLine(hit.Title))}[/]" : "";
        var id = Markup.Escape(OneLine(hit.DocumentId));
        Terminal.Out.MarkupLine($"{rank,3}. [green]{score}[/] [blue]{id}[/]{title}");
        Terminal.Out.WriteLine($"     {Shorten(hit.Passage)}");
    }

    private static void PrintFooter(SearchResponse response)
    {
        var times = response.Times;
        var rerank = response.Rerank is { Applied: true } ? $", rerank {Milliseconds(times.Rerank)}" : "";
        Terminal.Out.MarkupLine(
            $"[grey]{Milliseconds(times.Total)}: encode {Milliseconds(times.Encode)}, "
            + $"query {Milliseconds(times.Query)}{rerank}; "
            + $"{Markup.Escape(response.ServedBy.BundleId)} in {Markup.Escape(response.ServedBy.SpaceId)}[/]");
    }

    private static string Milliseconds(Google.Protobuf.WellKnownTypes.Duration? time) =>
        $"{time?.ToTimeSpan().TotalMilliseconds ?? 0:0.0} ms";

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Shorten(string passage)
    {
        var line = OneLine(passage);
        return line.Length <= PassageCharacters ? line : string.Concat(line.AsSpan(0, PassageCharacters), "…");
    }
}
