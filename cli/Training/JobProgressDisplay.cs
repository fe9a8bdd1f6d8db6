using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>A job's events as they come: a bar for each stage on a terminal, lines elsewhere.</summary>
internal static class JobProgressDisplay
{
    public static Task ShowAsync(IAsyncEnumerable<JobEvent> events) => Terminal.IsInteractive
        ? StageBars.ShowAsync(events, Terminal.Error)
        : StageLines.ShowAsync(events, Terminal.Error);
}
