namespace Kale.Training.Loop;

/// <summary>A course of the learning rate after warm-up.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="At">From the share of the run that is over, 0 to 1, to the factor on the highest rate.</param>
public sealed record LearningRate(string Source, Func<double, double> At);

/// <summary>The learning-rate schedules by name.</summary>
public static class LearningRates
{
    /// <summary>The schedules.</summary>
    public static NamedTable<LearningRate> All { get; } = new("learning-rate schedule")
    {
        { "constant", new("KALE (arXiv 2304.01016), table B.3", _ => 1) },
        { "linear", new("BERT (arXiv 1810.04805), appendix A.2; the default of KALE's code", done => 1 - done) },
        { "cosine", new(
            "Loshchilov & Hutter 2017 (arXiv 1608.03983), equation 5", done => (1 + Math.Cos(Math.PI * done)) / 2) },
    };

    /// <summary>The factor on the highest rate: rising straight over the warm-up, then by the schedule.</summary>
    /// <param name="schedule">A name in <see cref="All"/>.</param>
    /// <param name="step">From 0.</param>
    /// <param name="warmup">Steps until the highest rate.</param>
    /// <param name="steps">Of the whole run.</param>
    /// <exception cref="TrainingException">An unknown schedule.</exception>
    public static double Factor(string schedule, long step, long warmup, long steps)
    {
        var course = All[schedule];
        return step < warmup
            ? (step + 1.0) / (warmup + 1)
            : course.At(Math.Clamp((step - warmup) / (double)Math.Max(1, steps - warmup), 0, 1));
    }
}
