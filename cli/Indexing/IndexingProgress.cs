using Grpc.Core;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Indexing;

/// <summary>A bar with rate and time left on a terminal; a line every tenth elsewhere.</summary>
internal static class IndexingProgress
{
    private const int ErrorsShown = 10;

    public static Task<IndexCounts> ShowAsync(long total, IndexingRun run, CancellationToken cancel)
    {
        run.Reconnecting = (error, pause) =>
        {
            var what = error.StatusCode == StatusCode.Unavailable ? "Connection lost" : "Not ready yet";
            Terminal.Error.MarkupLine(
                $"[yellow]{what}[/] ({Markup.Escape(error.Status.Detail)}); again in {pause.TotalSeconds:0} s.");
        };
        return Terminal.IsInteractive ? ShowBarAsync(total, run, cancel) : ShowLinesAsync(total, run, cancel);
    }

    public static void PrintSummary(IndexCounts counts, IReadOnlyList<DocumentError> errors, TimeSpan elapsed)
    {
        foreach (var error in errors.Take(ErrorsShown))
        {
            Terminal.Error.MarkupLine(
                $"[red]{Markup.Escape(error.DocumentId)}[/] (document {error.Sequence}): "
                + $"{Markup.Escape(error.Error.Message)}");
        }
        if (errors.Count > ErrorsShown) { Terminal.Error.MarkupLine($"… and {errors.Count - ErrorsShown} more."); }
        var documents = counts.DocumentsIndexed + counts.DocumentsUnchanged;
        Terminal.Out.MarkupLine(
            $"{counts.DocumentsIndexed} documents indexed as {counts.PassagesWritten} passages, "
            + $"{counts.DocumentsUnchanged} unchanged, {counts.DocumentsFailed} failed, "
            + $"in {elapsed.TotalSeconds:0.0} s ({documents / Math.Max(elapsed.TotalSeconds, 1e-3):0.0} documents/s).");
    }

    private static Task<IndexCounts> ShowBarAsync(long total, IndexingRun run, CancellationToken cancel)
    {
        var progress = Terminal.Error.Progress().Columns(
            new TaskDescriptionColumn(),
            new ProgressBarColumn(),
            new PercentageColumn(),
            new RateColumn(),
            new RemainingTimeColumn());
        return progress.StartAsync(context =>
        {
            var task = context.AddTask("indexing", maxValue: Math.Max(total, 1));
            run.Acknowledged = through => task.Value = through;
            return run.RunAsync(cancel);
        });
    }

    private static Task<IndexCounts> ShowLinesAsync(long total, IndexingRun run, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        var nextTenth = 1L;
        run.Acknowledged = through =>
        {
            if ((long)through * 10 < nextTenth * total) { return; }
            nextTenth = ((long)through * 10 / Math.Max(total, 1)) + 1;
            var seconds = Math.Max(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1e-3);
            var left = (total - (long)through) * seconds / Math.Max(through, 1);
            Terminal.Error.WriteLine($"  {through} of {total} documents, {through / seconds:0.0}/s, {left:0} s left");
        };
        return run.RunAsync(cancel);
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(
            Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Markup(task.Speed is { } speed ? $"{speed:0.0}/s" : "");
    }
}
