using Grpc.Core;
using Kale.Corpora.Documents;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Indexing;

/// <summary>One <c>kale index</c>.</summary>
internal sealed record IndexJob(string Path, string Collection)
{
    private const int NamesShown = 3;

    public required SourceOptions Source { get; init; }

    public Splitting Splitting { get; init; }

    /// <summary>Of several documents of one id the last is taken.</summary>
    public bool LastWins { get; init; }

    /// <summary>What is no longer in the source is removed.</summary>
    public bool Mirror { get; init; }

    /// <summary>What the user calls the source; null: nothing.</summary>
    public string? Session { get; init; }

    public async Task<int> RunAsync(ServerConnection server, CancellationToken cancel)
    {
        using var corpus = Corpus.Open(Path, LastWins ? Duplicates.LastWins : Duplicates.Refuse);
        var source = new IndexSource(corpus, Source, new SourceRemarks(Terminal.Error));
        var names = RunNames.Of(Collection, Path, source.CanRepeat, Session);
        if (Mirror && names.Source.Length == 0)
        {
            throw new CliException(
                "--mirror: what is piped has no name to know it by again; give it one with --session.",
                ExitCodes.Usage);
        }
        source.Check();
        var client = new ContextIndexing.ContextIndexingClient(server.Calls);
        using var run = new IndexingRun(client, Opening(names), source.Documents());
        var started = TimeProvider.System.GetTimestamp();
        var counts = await IndexingProgress.ShowAsync(source.Expected, run, cancel);
        IndexingProgress.PrintSummary(counts, source.Tally, run.Errors, TimeProvider.System.GetElapsedTime(started));
        if (names.Source.Length > 0) { await SweepAsync(client, names.Source, source, run.Errors.Count, cancel); }
        return run.Errors.Count == 0 || Source.SkipInvalid ? ExitCodes.Done : ExitCodes.Failed;
    }

    private IndexOpen Opening(RunNames names) => new()
    {
        Collection = Collection,
        SessionId = names.Session,
        Source = names.Source,
        CreateIfMissing = true,
        Splitting = Splitting,
    };

    private async Task SweepAsync(
        ContextIndexing.ContextIndexingClient client, string name, IndexSource source, int failed,
        CancellationToken cancel)
    {
        var leftovers = new Leftovers(client, Collection, name);
        try
        {
            var gone = await leftovers.FindAsync(source.Ids, source.Ids.Count - failed, cancel);
            if (gone.Count > 0) { await TellOrRemoveAsync(leftovers, gone, source.Tally, cancel); }
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unimplemented && !Mirror)
        {
            // A server that cannot list them cannot be asked.
        }
    }

    private async Task TellOrRemoveAsync(
        Leftovers leftovers, IReadOnlyList<string> gone, SourceTally read, CancellationToken cancel)
    {
        var some = string.Join(", ", gone.Take(NamesShown).Select(id => $"'{id}'"));
        var named = gone.Count > NamesShown ? $"{some}, …" : some;
        if (!Mirror)
        {
            Terminal.Error.WriteLine(
                $"{gone.Count} documents of earlier runs are no longer in the source and remain in '{Collection}' "
                + $"({named}); --mirror removes them.");
            return;
        }
        if (read.Flawed > 0)
        {
            throw new CliException(
                $"Nothing is removed, since {read.Flawed} documents of the source could not be read and may be among "
                + $"the {gone.Count} that seem to be gone.");
        }
        var removed = await leftovers.RemoveAsync(gone, cancel);
        Terminal.Out.WriteLine($"{removed} documents removed that are no longer in the source ({named}).");
    }
}
