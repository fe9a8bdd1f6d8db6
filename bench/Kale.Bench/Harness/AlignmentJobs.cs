using Kale.V1;

namespace Kale.Bench.Harness;

/// <summary>
/// Alignment sweeps over a BEIR data set: its train queries, titles and sentences; measured on its test queries.
/// </summary>
internal static class AlignmentJobs
{
    public static JobSpec Sweep(
        string dataSet,
        IEnumerable<LayerPlan> plans,
        IEnumerable<LossTerm> losses,
        ulong seed = 1,
        bool withoutTitles = false)
    {
        DataSet Data(string split) =>
            new() { Root = TrainerHost.Root, Path = dataSet, Split = split, WithoutTitles = withoutTitles };
        return new JobSpec
        {
            OutputName = "student",
            Seed = seed,
            SweepAlignment = new SweepAlignment
            {
                Plans = { plans },
                Losses = { losses },
                Alignment = new AlignQueryEncoder
                {
                    Teacher = TrainerHost.Teacher,
                    Queries = { Data("train") },
                    Corpus = Data(""),
                },
                Evaluation = Data("test"),
            },
        };
    }

    /// <summary>
    /// The same, with so many steps for each student, however long they take on a machine that others use.
    /// </summary>
    public static JobSpec Within(this JobSpec spec, uint steps)
    {
        spec.SweepAlignment.Alignment.Optimization = new Optimization { Steps = steps };
        return spec;
    }

    /// <summary>One student of two layers, measured on held-out texts alone.</summary>
    public static JobSpec Align(string dataSet, LossTerm loss, double rate, uint steps, ulong seed)
    {
        var alignment = Sweep(dataSet, [Plan("wang-lyu", 2)], [], seed).Within(steps).SweepAlignment.Alignment;
        alignment.Plan = Plan("wang-lyu", 2);
        alignment.Losses.Add(loss);
        alignment.Optimization.LearningRate = rate;
        return new JobSpec { OutputName = "tuned", Seed = seed, AlignQueryEncoder = alignment };
    }

    /// <summary>
    /// What of the teacher's first ten passages the student finds for texts that it was not trained on.
    /// </summary>
    public static async Task<double> HeldOutOverlapAsync(this TrainerHost trainer, string id, JobSpec spec) =>
        JobReport.Value(
            new JobReport(await trainer.RunAsync(id, spec)).Table("Before and after")["aligned"], "overlap@10");

    public static LayerPlan Plan(string name, uint layers) => new() { Name = name, Layers = layers };

    public static LossTerm Loss(string name, double temperature = 0) =>
        new() { Name = name, Temperature = temperature };
}
