using Google.Protobuf.WellKnownTypes;
using Kale.V1;

namespace Kale.Trainer.Jobs;

/// <summary>
/// Rate and time left of the present stage, and whether an event is due: at its first and last step, else seldom.
/// </summary>
internal sealed class ProgressMeter(TimeProvider time, TimeSpan interval)
{
    private string? _stage;
    private long _startStep;
    private long _startTexts;
    private long _started;
    private long _lastEvent;

    public (JobProgress Progress, bool Due) Measure(
        string stage, long step, long totalSteps, double? loss, long texts, TimeSpan? timeLeft)
    {
        var began = stage != _stage;
        if (began)
            (_stage, _startStep, _startTexts, _started) = (stage, step, texts, time.GetTimestamp());
        var elapsed = time.GetElapsedTime(_started);
        var progress = new JobProgress { Stage = stage, Step = (ulong)step, TotalSteps = (ulong)totalSteps };
        if (elapsed > TimeSpan.Zero)
            progress.Rate = (texts - _startTexts) / elapsed.TotalSeconds;
        if (loss is { } value)
            progress.Loss = value;
        if ((timeLeft ?? TimeLeft(step, totalSteps, elapsed)) is { } left)
            progress.TimeLeft = Duration.FromTimeSpan(left);
        var due = IsDue() || began || step == totalSteps;
        return (progress, due);
    }

    private TimeSpan? TimeLeft(long step, long totalSteps, TimeSpan elapsed) =>
        totalSteps > 0 && step > _startStep ? elapsed * ((double)(totalSteps - step) / (step - _startStep)) : null;

    private bool IsDue()
    {
        if (_lastEvent != 0 && time.GetElapsedTime(_lastEvent) < interval)
            return false;
        _lastEvent = time.GetTimestamp();
        return true;
    }
}
