using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Training;

/// <summary>A bar for each stage of a job, with loss, rate and time left; messages and evaluations above.</summary>
internal sealed class StageBars(ProgressContext context, IAnsiConsole console)
{
    private ProgressTask? _task;
    private string? _stage;

    public static Task ShowAsync(IAsyncEnumerable<JobEvent> events, IAnsiConsole console)
    {
        var progress = console.Progress().Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn());
        return progress.StartAsync(async context =>
        {
            var bars = new StageBars(context, console);
            await foreach (var entry in events) { bars.Take(entry); }
            bars.Finish();
        });
    }

    private void Take(JobEvent entry)
    {
        switch (entry.EventCase)
        {
            case JobEvent.EventOneofCase.Progress:
                Advance(entry.Progress);
                break;
            case JobEvent.EventOneofCase.Evaluation:
                console.WriteLine(JobTexts.Measured(entry.Evaluation));
                break;
            case JobEvent.EventOneofCase.Message:
                console.WriteLine(entry.Message);
                break;
        }
    }

    private void Advance(JobProgress progress)
    {
        if (progress.Stage != _stage)
        {
            Finish();
            (_stage, _task) = (progress.Stage, context.AddTask(Markup.Escape(progress.Stage)));
        }
        _task!.IsIndeterminate = progress.TotalSteps == 0;
        _task.MaxValue = Math.Max(progress.TotalSteps, 1);
        _task.Value = progress.Step;
        _task.Description = Markup.Escape(JobTexts.Progress(progress));
    }

    private void Finish() => _task?.StopTask();
}
