using Kale.V1;

namespace Kale.Bench.Harness;

/// <summary>Alignment sweeps over a BEIR data set: its train queries, titles and sentences; measured on its test queries.</summary>
internal static class AlignmentJobs
{
    public static JobSpec Sweep(string dataSet, IEnumerable<LayerPlan> plans, IEnumerable<LossTerm> losses, ulong seed = 1, bool withoutTitles = false)
    {
        DataSet Data(string split) => new() { Root = TrainerHost.Root, Path = dataSet, Split = split, WithoutTitles = withoutTitles };
        return new JobSpec
        {
            OutputName = "student",
            Seed = seed,
            SweepAlignment = new SweepAlignment
            {
                Plans = { plans },
                Losses = { losses },
                Alignment = new AlignQueryEncoder { Teacher = TrainerHost.Teacher, Queries = { Data("train") }, Corpus = Data("") },
                Evaluation = Data("test"),
            },
        };
    }

    /// <summary>The same, with so many steps for each student, however long they take on a machine that others use.</summary>
    public static JobSpec Within(this JobSpec spec, uint steps)
    {
        spec.SweepAlignment.Alignment.Optimization = new Optimization { Steps = steps };
        return spec;
    }

    public static LayerPlan Plan(string name, uint layers) => new() { Name = name, Layers = layers };

    public static LossTerm Loss(string name, double temperature = 0) => new() { Name = name, Temperature = temperature };
}
