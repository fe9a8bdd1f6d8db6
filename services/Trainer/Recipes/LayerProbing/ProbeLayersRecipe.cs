using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Training;
using Kale.V1;

namespace Kale.Trainer.Recipes.LayerProbing;

/// <summary>
/// Retrieval quality by layer: the central table of "Can Cross Encoders Produce Useful Sentence Embeddings?" (arXiv
/// 2502.03552), for cross and dual encoders in the same form of input, raw, centred and whitened.
/// </summary>
internal sealed class ProbeLayersRecipe(DataSets data) : IRecipe
{
    private const string StateFile = "scores.json";
    private const int MinTokens = 3;

    public JobSpec.RecipeOneofCase Kind => JobSpec.RecipeOneofCase.ProbeLayers;

    public IReadOnlyList<string> OutputNames(JobSpec spec) => [];

    public IReadOnlyList<FieldViolation> Validate(JobSpec spec, JobEncoders named)
    {
        var (probe, check) = (spec.ProbeLayers, new RequestCheck());
        if (probe.Encoders.Count == 0 || probe.Encoders.Distinct().Count() < probe.Encoders.Count)
            check.Violation("probe_layers.encoders", "must name one or more encoders, each once");
        var encoders = probe.Encoders.Index()
            .Select(entry =>
                EncoderCheck.Find(check, $"probe_layers.encoders[{entry.Index}]", named, entry.Item, kind: null))
            .OfType<BundleManifest>()
            .ToList();
        if (probe.InputForm.Length > 0 && !InputForms.All.Names.Contains(probe.InputForm))
            check.Violation(
                "probe_layers.input_form", $"must be one of {string.Join(", ", InputForms.All.Names)}, or empty");
        var longest = encoders.Select(encoder => encoder.MaxTokens).DefaultIfEmpty(int.MaxValue).Min();
        if (probe.HasMaxTokens && (probe.MaxTokens < MinTokens || probe.MaxTokens > longest))
        {
            check.Violation("probe_layers.max_tokens", (encoders.Count > 0
                ? $"must be {MinTokens} to {longest}, what all of the encoders take" : $"must be at least {MinTokens}")
                + "; leave it out for what each takes");
        }

        data.Check(check, "probe_layers.data", probe.Data, DataFormats.Beir);
        return check.Violations;
    }

    public Task<RecipeResult> RunAsync(JobContext context, CancellationToken cancellation)
    {
        var settings = context.Spec.ProbeLayers;
        var labelled = RetrievalData.Read(data.Open(settings.Data), "test");
        var models = settings.Encoders.ToDictionary(name => name, name => context.Encoders.Find(name).LoadModel());
        var form = settings.InputForm.Length > 0 ? settings.InputForm : FormFor(models.Values);
        RequireForm(form, models);
        var scores = Restore(context);
        foreach (var (i, (name, model)) in models.Index()
            .Where(entry => scores.All(score => score.Encoder != entry.Item.Key)))
        {
            using var encoding = new LayerEncoding(
                model, InputForms.All[form], Tokens(model, form, (int)settings.MaxTokens), context.Device.Torch);
            scores.AddRange(new EncoderProbe(labelled, context.Seed).Run(
                name, encoding, (done, all) => context.Progress($"layers of {name}", done, all, texts: done),
                cancellation));
            Report(context, i + 1, name, scores);
        }

        var kinds = models.ToDictionary(entry => entry.Key, entry => entry.Value.Kind);
        return Task.FromResult(new RecipeResult
        {
            Report = new ProbeReport(scores, kinds, form).Of(context, labelled),
        });
    }

    private static string FormFor(IEnumerable<EncoderModel> models) =>
        models.Any(model => model.Kind == BundleKind.CrossEncoder) ? InputForms.SelfPair : InputForms.Single;

    // Where the second copy of a pair begins is told by its token type.
    private static void RequireForm(string form, Dictionary<string, EncoderModel> models)
    {
        var single = models.FirstOrDefault(entry => entry.Value.Config.TypeVocabSize < 2).Key;
        if (form == InputForms.SelfPair && single is not null)
        {
            throw new TrainingException(
                TrainingError.OutOfRange,
                $"'{single}' has one token type, so its pairs cannot be taken apart; ask for the input form "
                    + $"'{InputForms.Single}'.");
        }
    }

    private static int Tokens(EncoderModel model, string form, int asked)
    {
        var text = asked > 0 ? Math.Min(asked, model.MaxTokens) : model.MaxTokens;
        return Math.Min(InputForms.InputTokens(form, text), model.Config.MaxInput);
    }

    private static List<LayerScore> Restore(JobContext context) =>
        context.Checkpoints.Load() is { } checkpoint ? LayerScore.Read(checkpoint.Read(StateFile)) : [];

    private static void Report(JobContext context, int step, string name, List<LayerScore> scores)
    {
        context.Checkpoints.Save(step, writer => writer.Write(StateFile, LayerScore.Write(scores)));
        context.Evaluated(step, scores.Where(score => score.Encoder == name)
            .ToDictionary(score => $"layer {score.Layer} {score.Treatment} ndcg@10", score => score.Mean("ndcg@10")));
    }
}
