using Grpc.Core;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Indexing;

/// <summary>A bar with rate and time left on a terminal; a line every tenth, or every doubling, elsewhere.</summary>
internal static class IndexingProgress
{
    private const int ErrorsShown = 10;

    public static Task<IndexCounts> ShowAsync(long? total, IndexingRun run, CancellationToken cancel)
    {
        run.Reconnecting = (error, pause) =>
        {
            var what = error.IsLost() ? "Connection lost" : "Not ready yet";
            Terminal.Error.MarkupLine(
                $"[yellow]{what}[/] ({Markup.Escape(error.Status.Detail)}); again in {pause.TotalSeconds:0} s.");
        };
        return Terminal.IsInteractive ? ShowBarAsync(total, run, cancel) : ShowLinesAsync(total, run, cancel);
    }

    public static void PrintSummary(
        IndexCounts counts, SourceTally read, IReadOnlyList<IndexingError> errors, TimeSpan elapsed)
    {
        foreach (var error in errors.Take(ErrorsShown))
        {
            Terminal.Error.MarkupLine(
                $"[red]{Markup.Escape(error.DocumentId)}[/] ({Markup.Escape(error.Place)}): "
                + $"{Markup.Escape(error.Message)}");
        }
        if (errors.Count > ErrorsShown) { Terminal.Error.MarkupLine($"… and {errors.Count - ErrorsShown} more."); }
        var documents = counts.DocumentsIndexed + counts.DocumentsUnchanged;
        Terminal.Out.WriteLine(
            $"{counts.DocumentsIndexed} documents indexed as {counts.PassagesWritten} passages, "
            + $"{counts.DocumentsUnchanged} unchanged, {counts.DocumentsFailed} failed, {Particulars(counts, read)}"
            + $"in {elapsed.TotalSeconds:0.0} s ({documents / Math.Max(elapsed.TotalSeconds, 1e-3):0.0} documents/s).");
    }

    // What most runs have none of.
    private static string Particulars(IndexCounts counts, SourceTally read)
    {
        IEnumerable<(long Count, string What)> particulars =
        [
            (read.Flawed, "skipped"),
            (read.Replaced, "replaced by a later one of the same id"),
            ((long)counts.DocumentsReplaced, "in the place of another source's"),
        ];
        return string.Concat(particulars.Where(one => one.Count > 0).Select(one => $"{one.Count} {one.What}, "));
    }

    private static Task<IndexCounts> ShowBarAsync(long? total, IndexingRun run, CancellationToken cancel)
    {
        var progress = Terminal.Error.Progress().Columns(
            new TaskDescriptionColumn(),
            new ProgressBarColumn(),
            new PercentageColumn(),
            new RateColumn(),
            new RemainingTimeColumn());
        return progress.StartAsync(context =>
        {
            var task = context.AddTask("indexing", maxValue: Math.Max(total ?? 1, 1));
            task.IsIndeterminate = total is null;
            run.Acknowledged = through => task.Value = through;
            return run.RunAsync(cancel);
        });
    }

    private static Task<IndexCounts> ShowLinesAsync(long? total, IndexingRun run, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        var next = 1L;
        run.Acknowledged = through =>
        {
            if ((long)through < next) { return; }
            next = NextLine((long)through, total);
            var seconds = Math.Max(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1e-3);
            Terminal.Error.WriteLine(total is { } all
                ? $"  {through} of {all} documents, {through / seconds:0.0}/s, "
                    + $"{(all - (long)through) * seconds / Math.Max(through, 1):0} s left"
                : $"  {through} documents, {through / seconds:0.0}/s");
        };
        return run.RunAsync(cancel);
    }

    // Where the end is not known, each time as many again.
    private static long NextLine(long through, long? total) => total is { } all
        ? (((through * 10 / Math.Max(all, 1)) + 1) * Math.Max(all, 1) + 9) / 10
        : Math.Max(through * 2, 100);

    private sealed class RateColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(
            Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Markup(task.Speed is { } speed ? $"{speed:0.0}/s" : "");
    }
}
