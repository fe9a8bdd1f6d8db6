using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Encoding;
using Kale.Trainer.Data;
using Kale.Trainer.Measuring;
using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>
/// The gate by its defaults, no query kept: students of 3, 2, 1 and 0 layers, each aligned on each collection and on
/// all, on a route over all collections; beside it, what labels say that each loses on each.
/// </summary>
internal sealed class Proof : IBenchmark
{
    private const string AllOfThem = "all";
    private const double Good = 0.015;
    private const double Bad = 0.05;

    private static readonly string s_sources = string.Join(',', ProofCorpora.Labelled.Append(AllOfThem));

    // A student of all collections has as many texts of each to learn as those of one.
    private const int StepsOnAll = 3;

    // Steps as a minute or so allows, and not more where others use the machine.
    private static readonly (string Name, string Plan, uint Layers, int Steps)[] s_plans =
        [("3", "even", 3, 250), ("2", "wang-lyu", 2, 350), ("1", "wang-lyu", 1, 700), ("0", "first", 0, 1_500)];

    public string Name => "proof";

    public string Question =>
        "Does the gate let every good student pass by default and refuse every bad one, and how well does it estimate, "
        + "without labels, what a student loses?";

    // --documents 2000 --effort 1 --sources scifact,medquad,guides,all --keep DIRECTORY
    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = options.Settings.TryGetValue("keep", out var kept)
            ? Directory.CreateDirectory(kept).FullName
            : Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var corpora = new ProofCorpora(Path.Combine(directory, "corpora"));
        corpora.Write(options, options.Count("documents", 2_000));
        var store = new BundleStore(Path.Combine(directory, "suite", "bundles"));
        DemoModel.PublishOnce(store, TrainerHost.Teacher);
        using var suite = new Suite(Path.Combine(directory, "suite"), TrainerHost.Teacher);
        foreach (var corpus in ProofCorpora.All)
            await Indexing.IndexAsync(suite, Corpus.Documents(corpora.PathOf(corpus)), corpus);
        var gate = new Gatekeeper(suite.Channel, "default");
        await gate.OpenAsync(store.Find(TrainerHost.Teacher).Id);

        var labels = ProofCorpora.Labelled.Select(corpus => new Labels(store, corpora, corpus)).ToList();
        var (pairs, seconds) = (new List<LossPair>(), new List<double>());
        foreach (var student in await AlignAsync(suite, store, options))
        {
            var (report, time) = await gate.JudgeAsync(store.Find(student).Id);
            seconds.Add(time.TotalSeconds);
            Console.Error.WriteLine($"{student}: {time.TotalSeconds:0} s, {report.Summary}");
            await File.WriteAllTextAsync(Path.Combine(directory, $"{student}.json"), $"{report}");
            pairs.AddRange(ProofCorpora.All.Select(corpus => PairOf(corpus, student, report, labels)));
        }

        return new Report([.. ProofRows.Of(pairs, Good, Bad), ProofRows.Time(seconds)], ProofRows.Table(pairs));
    }

    private static LossPair PairOf(string corpus, string student, RolloutReport report, List<Labels> labels)
    {
        var checks = report.Checks.Where(check => check.Collection.Length == 0 || check.Collection == corpus).ToList();
        var labelled = labels.Find(one => one.Corpus == corpus);
        return new LossPair(
            corpus, student, checks, labelled?.LossOf(student, all: false), labelled?.LossOf(student, all: true));
    }

    /// <summary>Aligns what is not in the store yet; the students' names.</summary>
    private static async Task<IReadOnlyList<string>> AlignAsync(Suite suite, BundleStore store, BenchOptions options)
    {
        var effort = options.Number("effort", 1);
        ulong Steps(string corpus, int steps) => (ulong)(effort * steps * (corpus == AllOfThem ? StepsOnAll : 1));
        var sources = options.Settings.GetValueOrDefault("sources", s_sources).Split(',');
        var trainer = new V1.Training.TrainingClient(suite.Channel);
        var students = new List<string>();
        foreach (var plan in s_plans)
        {
            foreach (var corpus in sources)
            {
                var name = $"{corpus}-{plan.Name}";
                students.Add(name);
                if (!store.Names.ContainsKey(name))
                    await TrainerHost.RunAsync(
                        trainer, name, Alignment(name, plan.Plan, plan.Layers, corpus, Steps(corpus, plan.Steps)));
            }
        }

        return students;
    }

    private static JobSpec Alignment(string name, string plan, uint layers, string corpus, ulong steps)
    {
        var alignment = new AlignQueryEncoder
        {
            Teacher = TrainerHost.Teacher,
            Plan = AlignmentJobs.Plan(plan, layers),
            Optimization = new Optimization { Steps = steps },
        };
        if (corpus != AllOfThem)
            alignment.Collections.Add(corpus);
        return new JobSpec { OutputName = name, Seed = 1, AlignQueryEncoder = alignment };
    }

    /// <summary>What the teacher reaches on a collection, and what students lose of it.</summary>
    private sealed class Labels
    {
        private readonly Measured _measured;
        private readonly VectorTable _documents;
        private readonly (RetrievalData Data, double[] Teacher)[] _splits;

        public Labels(BundleStore store, ProofCorpora corpora, string corpus)
        {
            Corpus = corpus;
            _measured = new Measured(store, Path.GetDirectoryName(corpora.PathOf(corpus))!);
            var (tuned, shown) = (Read(corpus, ProofCorpora.Calibration), Read(corpus, ProofCorpora.Shown));
            _documents = _measured.Encode(TrainerHost.Teacher, EncoderRole.Context, shown.Contents);
            _splits = [(tuned, Ndcg(tuned)), (shown, Ndcg(shown))];
        }

        public string Corpus { get; }

        /// <param name="student">Encodes the queries.</param>
        /// <param name="all">Of both splits, or of the one that calibrates.</param>
        public TrueLoss LossOf(string student, bool all)
        {
            var splits = all ? _splits : _splits[..1];
            return TrueLoss.Of(
                [.. splits.SelectMany(split => split.Teacher)],
                [.. splits.SelectMany(split => _measured.Ndcg(student, split.Data, _documents))]);
        }

        private double[] Ndcg(RetrievalData data) => _measured.Ndcg(TrainerHost.Teacher, data, _documents);

        private RetrievalData Read(string corpus, string split) =>
            _measured.Read(new DataSet { Root = TrainerHost.Root, Path = corpus, Split = split });
    }
}
