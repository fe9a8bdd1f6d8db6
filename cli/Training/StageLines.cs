using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Training;

/// <summary>
/// A job's events as lines for logs and pipes: each tenth of a stage, and everything that is not progress.
/// </summary>
internal sealed class StageLines
{
    private const ulong Parts = 10;
    private string? _stage;
    private ulong _part;

    public static async Task ShowAsync(IAsyncEnumerable<JobEvent> events, IAnsiConsole console)
    {
        var lines = new StageLines();
        await foreach (var entry in events)
        {
            if (lines.TextOf(entry) is { } line) { console.WriteLine($"  {line}"); }
        }
    }

    private string? TextOf(JobEvent entry) => entry.EventCase switch
    {
        JobEvent.EventOneofCase.State => entry.State.ToString().ToLowerInvariant(),
        JobEvent.EventOneofCase.Message => entry.Message,
        JobEvent.EventOneofCase.Evaluation => JobTexts.Measured(entry.Evaluation),
        JobEvent.EventOneofCase.Progress when IsDue(entry.Progress) => JobTexts.Progress(entry.Progress),
        _ => null,
    };

    // Where the end is not known, at each power of two.
    private bool IsDue(JobProgress progress)
    {
        var part = progress.TotalSteps > 0
            ? progress.Step * Parts / progress.TotalSteps
            : (ulong)Math.Log2(progress.Step + 1);
        if (progress.Stage == _stage && part == _part) { return false; }
        (_stage, _part) = (progress.Stage, part);
        return true;
    }
}
