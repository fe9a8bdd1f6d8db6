using System.Globalization;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>Jobs and their progress in few words.</summary>
internal static class JobTexts
{
    /// <summary>The kind as the contract names it: <c>align_query_encoder</c>.</summary>
    public static string Kind(JobSpec? spec) =>
        spec is null ? "" : JobSpec.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(spec)?.Name ?? "";

    public static string State(Job job) => job.State == JobState.Queued && job.QueuePosition > 0
        ? string.Create(CultureInfo.InvariantCulture, $"queued ({job.QueuePosition})")
        : job.State.ToString().ToLowerInvariant();

    /// <summary><c>training 120 of 2000, loss 0.0231, 812 texts/s, 1 m 20 s left</c>.</summary>
    public static string Progress(JobProgress? progress) =>
        progress is null ? "" : $"{progress.Stage} {Steps(progress)}{Details(progress)}";

    public static string Details(JobProgress progress) => string.Concat(
        progress.HasLoss ? string.Create(CultureInfo.InvariantCulture, $", loss {progress.Loss:0.####}") : "",
        progress.Rate > 0 ? string.Create(CultureInfo.InvariantCulture, $", {progress.Rate:0.#} texts/s") : "",
        progress.TimeLeft is { } left ? $", {Short(left.ToTimeSpan())} left" : "");

    public static string Measured(V1.Evaluation evaluation) => string.Create(
        CultureInfo.InvariantCulture,
        $"measured at step {evaluation.Step}: "
        + $"{string.Join(", ", evaluation.Metrics
            .OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(Metric))}");

    /// <summary>The largest two units: <c>1 h 4 m</c>, <c>3 m 20 s</c>, <c>4.2 s</c>.</summary>
    public static string Short(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes} m",
        { TotalMinutes: >= 1 } => $"{time.Minutes} m {time.Seconds} s",
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
    };

    private static string Steps(JobProgress progress) => progress.TotalSteps == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{progress.Step}")
        : string.Create(CultureInfo.InvariantCulture, $"{progress.Step} of {progress.TotalSteps}");

    private static string Metric(KeyValuePair<string, double> metric) =>
        string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.####}");
}
