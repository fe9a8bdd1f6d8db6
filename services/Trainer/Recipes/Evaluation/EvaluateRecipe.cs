using Kale.Retrieval.Metrics;
using Kale.Retrieval.Trec;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Trainer.Measuring;
using Kale.V1;


namespace Kale.Trainer.Recipes.Evaluation;

/// <summary>
/// Encoders and runs over labelled data, side by side, with the differences that the queries resolve.
/// </summary>
internal sealed class EvaluateRecipe(DataSets data, VectorCache cache) : IRecipe
{
    private const int DefaultDepth = 1000;
    private const int DefaultSamples = 10_000;
    private const string StateFile = "systems.json";

    public JobSpec.RecipeOneofCase Kind => JobSpec.RecipeOneofCase.Evaluate;

    public IReadOnlyList<string> OutputNames(JobSpec spec) => [];

    public IReadOnlyList<FieldViolation> Validate(JobSpec spec, JobEncoders encoders) =>
        new EvaluateCheck(spec.Evaluate, data, encoders).Violations();

    public Task<RecipeResult> RunAsync(JobContext context, CancellationToken cancellation)
    {
        var spec = context.Spec.Evaluate;
        var labelled = RetrievalData.Read(data.Open(spec.Data), "test");
        if (spec.KeepIdenticalIds)
            labelled = labelled with { IdenticalIds = 0 };
        var metrics = spec.Metrics.Count > 0 ? RankingMetric.ParseAll(spec.Metrics) : RankingMetric.Default;
        var systems = Restore(context);
        if (labelled.IdenticalIds > 0 && systems.Count == 0)
            context.Message($"{labelled.IdenticalIds:N0} queries are documents of the corpus, by their ids; each is "
                + "left out of its own ranking, as BEIR does. keep_identical_ids measures them too.");
        foreach (var name in Systems(spec).Skip(systems.Count))
        {
            cancellation.ThrowIfCancellationRequested();
            systems.Add(Measure(name, context, labelled, metrics, cancellation));
            Save(context, systems);
        }

        TryFindBaseline(spec, out var baseline);
        var samples = spec.BootstrapSamples == 0 ? DefaultSamples : (int)spec.BootstrapSamples;
        var comparison = SystemComparison.Of(systems, baseline, metrics, samples, context.Seed, cancellation);
        return Task.FromResult(new RecipeResult
        {
            Report = new EvaluationReport(context, labelled, comparison).Make(),
        });
    }

    /// <summary>Encoders first, then runs, by the names of requests.</summary>
    public static IEnumerable<string> Systems(Evaluate spec) => spec.Encoders.Concat(spec.Runs.Select(NameOf));

    public static int DepthOf(Evaluate spec) =>
        spec.Depth == 0 ? DefaultDepth : (int)Math.Min(spec.Depth, int.MaxValue);

    /// <summary>The place among the systems of the one that the others are compared with.</summary>
    public static bool TryFindBaseline(Evaluate spec, out int place)
    {
        var named = spec.Runs.FirstOrDefault(run => run.Path == spec.Baseline) is { } run ? NameOf(run) : spec.Baseline;
        place = spec.Baseline.Length == 0 ? 0 : Systems(spec).ToList().IndexOf(named);
        return place >= 0;
    }

    private static string NameOf(DataSet run) => $"{run.Root}/{run.Path}";

    private MeasuredSystem Measure(
        string name, JobContext context, RetrievalData labelled, IReadOnlyList<RankingMetric> metrics,
        CancellationToken cancellation)
    {
        var spec = context.Spec.Evaluate;
        if (!spec.Encoders.Contains(name))
            return MeasuredSystem.Of(
                ReadRun(spec.Runs.First(run => NameOf(run) == name), name, labelled), null, labelled, metrics);
        var queries = context.Encoders.Find(name);
        var documents = spec.ContextEncoder.Length > 0 ? context.Encoders.Find(spec.ContextEncoder) : queries;
        var settings = new MeasurementSettings(
            new CachedVectors(cache), DepthOf(spec), context.Time,
            (stage, done, all) => context.Progress(stage, done, all, texts: done));
        var measured = EncoderMeasurement.Of(name, queries, documents, labelled, settings, cancellation);
        return MeasuredSystem.Of(measured.Run, measured.Cost, labelled, metrics) with { Bundle = queries.Id };
    }

    private Run ReadRun(DataSet set, string name, RetrievalData labelled)
    {
        var file = data.Open(set).File;
        var run = TrecFiles.ReadRun(file, name);
        if (labelled.IdenticalIds > 0)
            run = run.WithoutIdenticalIds().Run;
        return labelled.Queries.Any(query => run.Ranking(query.Id).Count > 0) ? run : throw file.Malformed(
            $"it ranks nothing for any of the judged queries of {labelled.Name}; is it a run of other queries?");
    }

    private static List<MeasuredSystem> Restore(JobContext context) =>
        context.Checkpoints.Load() is { } checkpoint ? MeasuredSystem.Read(checkpoint.Read(StateFile)) : [];

    private static void Save(JobContext context, List<MeasuredSystem> systems)
    {
        context.Checkpoints.Save(systems.Count, writer => writer.Write(StateFile, MeasuredSystem.Write(systems)));
        var (last, means) = (systems[^1], systems[^1].Scores.Means);
        context.Evaluated(systems.Count, means.ToDictionary(mean => $"{last.Name} {mean.Key}", mean => mean.Value));
    }
}
