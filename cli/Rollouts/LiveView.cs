using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Kale.Cli.Rollouts;

/// <summary>
/// Shows something that changes: redrawn in place for somebody who watches, a line for every change otherwise.
/// </summary>
internal static class LiveView
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    // Figures move all the time; a log wants to know where they are, not each of them.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(5);

    /// <summary>Until there is nothing more to see.</summary>
    /// <param name="read">Reads the state.</param>
    /// <param name="draw">For a terminal.</param>
    /// <param name="say">In one line, for a file or a pipe.</param>
    /// <param name="happened">
    /// What is said at once when it changes; the rest of a line at most every five seconds.
    /// </param>
    /// <param name="isOver">Whether this was the last state.</param>
    /// <param name="cancel">The watcher left.</param>
    public static Task<T> ShowAsync<T>(
        Func<CancellationToken, Task<T>> read,
        Func<T, IRenderable> draw,
        Func<T, string> say,
        Func<T, string> happened,
        Func<T, bool> isOver,
        CancellationToken cancel) => Terminal.IsInteractive && !Console.IsOutputRedirected
            ? DrawAsync(read, draw, isOver, cancel)
            : SayAsync(read, say, happened, isOver, cancel);

    private static async Task<T> DrawAsync<T>(
        Func<CancellationToken, Task<T>> read,
        Func<T, IRenderable> draw,
        Func<T, bool> isOver,
        CancellationToken cancel)
    {
        var state = await read(cancel);
        await Terminal.Out.Live(draw(state)).StartAsync(async live =>
        {
            while (!isOver(state))
            {
                await Task.Delay(s_interval, cancel);
                state = await read(cancel);
                live.UpdateTarget(draw(state));
            }
        });
        return state;
    }

    private static async Task<T> SayAsync<T>(
        Func<CancellationToken, Task<T>> read,
        Func<T, string> say,
        Func<T, string> happened,
        Func<T, bool> isOver,
        CancellationToken cancel)
    {
        var (said, known, since) = ("", "", 0L);
        while (true)
        {
            var state = await read(cancel);
            var isDue = happened(state) != known || Stopwatch.GetElapsedTime(since) >= s_quiet;
            if (isDue && say(state) is var line && line != said)
            {
                Terminal.Out.WriteLine(line);
                (said, known, since) = (line, happened(state), Stopwatch.GetTimestamp());
            }

            if (isOver(state)) { return state; }
            await Task.Delay(s_interval, cancel);
        }
    }
}
