using Kale.V1;

namespace Kale.Trainer.Reports;

/// <summary>Curves from what a job has reported.</summary>
internal static class TrainingCurves
{
    private const int MaxPoints = 400;

    /// <summary>
    /// The losses of a stage by step. Steps that were done again after a restart count once, as done last.
    /// </summary>
    public static Series Loss(IEnumerable<JobEvent> history, string stage, string name = "loss") => new(
        name,
        Thinned(Last(history
            .Where(entry => entry.Progress is { HasLoss: true } progress && progress.Stage == stage)
            .Select(entry => (entry.Progress.Step, entry.Progress.Loss)))));

    /// <summary>A metric of the job's evaluations by step.</summary>
    public static Series Metric(IEnumerable<JobEvent> history, string metric) => new(metric, Thinned(Last(history
        .Where(entry => entry.Evaluation?.Metrics.ContainsKey(metric) == true)
        .Select(entry => (entry.Evaluation.Step, entry.Evaluation.Metrics[metric])))));

    private static List<LinePoint> Last(IEnumerable<(ulong Step, double Value)> values)
    {
        var points = new List<LinePoint>();
        foreach (var (step, value) in values)
        {
            while (points.Count > 0 && points[^1].X >= step)
                points.RemoveAt(points.Count - 1);
            points.Add(new LinePoint(step, value));
        }

        return points;
    }

    // As many as can be told apart on a screen: the means of equal stretches.
    private static List<LinePoint> Thinned(List<LinePoint> points) => points.Count <= MaxPoints
        ? points
        : [.. points.Chunk((points.Count + MaxPoints - 1) / MaxPoints)
            .Select(chunk => new LinePoint(chunk.Average(point => point.X), chunk.Average(point => point.Y)))];
}
