using System.Globalization;
using Kale.Bundles;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Trainer.Measuring;
using Kale.Trainer.Reports;

namespace Kale.Trainer.Recipes.LayerProbing;

/// <summary>
/// What layers were found to be worth, as a report: curves, all figures, and pairs of encoders layer by layer.
/// </summary>
/// <param name="scores">Of all encoders, layers and treatments.</param>
/// <param name="kinds">Of the encoders.</param>
/// <param name="form">The input form.</param>
internal sealed class ProbeReport(
    IReadOnlyList<LayerScore> scores, IReadOnlyDictionary<string, BundleKind> kinds, string form)
{
    private const string Main = "ndcg@10";
    private const int BootstrapSamples = 10_000;

    public Report Of(JobContext context, RetrievalData data) => new()
    {
        Title = $"Retrieval quality by layer on {data.Name}",
        Summary = string.Join(" ", kinds.Keys.Select(Best).Concat(Pairs().Select(Verdict))),
        Made = context.Time.GetUtcNow(),
        Facts =
        [
            new Fact("Job", context.JobId),
            new Fact("Encoders", string.Join(", ", kinds.Select(kind =>
                $"{kind.Key} ({(kind.Value == BundleKind.CrossEncoder ? "cross" : "dual")} encoder)"))),
            new Fact(
                "Data",
                $"{data.Name}: {data.Queries.Count:N0} queries, {data.Documents.Count:N0} documents, {data.Hash}"),
            new Fact("Input", $"{form}: {InputForms.All[form].Source}"),
            new Fact(
                "Vectors",
                "mean over the text's words (of a pair: the first copy's); layer 0 is the embeddings; cosine, exact "
                    + "search"),
            new Fact("Seed", context.Seed.ToString(CultureInfo.InvariantCulture)),
        ],
        Sections = [.. Treatments.All.Names.Select(Curves), Table(), .. Pairs().Select(Differences)],
    };

    private LineSection Curves(string treatment) => new()
    {
        Title = $"nDCG@10 by layer, {treatment}",
        Note = Treatments.All[treatment].Source,
        X = new Axis("layer", Whole: true),
        Y = new Axis("nDCG@10"),
        Series =
        [
            .. kinds.Keys.Select(encoder => new Series(
                encoder,
                [.. Of(encoder, treatment).Select(score => new LinePoint(score.Layer, score.Mean(Main)))])),
        ],
    };

    private TableSection Table() => new()
    {
        Title = "All layers",
        Columns =
        [
            new Column("Encoder"), new Column("Layer", Digits: 0), new Column("Vectors"),
            .. EncoderProbe.Metrics.Select(metric => new Column(metric.Name, Better: Better.Higher)),
        ],
        Rows =
        [
            .. scores.Select(score => new TableRow(
            [
                Cell.Of(score.Encoder), Cell.Of(score.Layer), Cell.Of(score.Treatment),
                .. EncoderProbe.Metrics.Select(metric => Cell.Of(score.Mean(metric.Name))),
            ])),
        ],
    };

    private TableSection Differences((string First, string Second) pair) => new()
    {
        Title = $"{pair.First} less {pair.Second}, layer by layer (nDCG@10)",
        Note = "The 95 % interval of the mean difference over the same queries, by paired bootstrap.",
        Columns = [new Column("Layer", Digits: 0), .. Treatments.All.Names.Select(treatment => new Column(treatment))],
        Rows =
        [
            .. SharedLayers(pair).Select(layer => new TableRow(
            [
                Cell.Of(layer), .. Treatments.All.Names.Select(treatment => ToCell(Difference(pair, layer, treatment))),
            ])),
        ],
    };

    private string Best(string encoder)
    {
        var best = scores.Where(score => score.Encoder == encoder).MaxBy(score => score.Mean(Main))!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Best of {encoder}: layer {best.Layer}, {best.Treatment}, nDCG@10 {best.Mean(Main):0.0000}.");
    }

    private string Verdict((string First, string Second) pair)
    {
        var raw = SharedLayers(pair).Select(layer => (layer, Interval: Difference(pair, layer, "raw"))).ToList();
        var better = raw.Where(entry => entry.Interval.Low > 0).Select(entry => entry.layer).ToList();
        var worse = raw.Where(entry => entry.Interval.High < 0).Select(entry => entry.layer).ToList();
        var undecided = better.Count + worse.Count < raw.Count ? "; elsewhere the queries do not tell them apart" : "";
        return $"Raw, {pair.First} beats {pair.Second} in {Layers(better)} and loses in {Layers(worse)}{undecided}.";
    }

    private static string Layers(List<int> layers) =>
        layers.Count == 0 ? "no layer" : $"layer{(layers.Count > 1 ? "s" : "")} {string.Join(", ", layers)}";

    // Each cross encoder against each dual encoder; where there are none such, each against the first.
    private IEnumerable<(string First, string Second)> Pairs()
    {
        var cross = kinds.Where(kind => kind.Value == BundleKind.CrossEncoder).Select(kind => kind.Key).ToList();
        var dual = kinds.Keys.Except(cross).ToList();
        return cross.Count > 0 && dual.Count > 0
            ? cross.SelectMany(first => dual.Select(second => (first, second)))
            : kinds.Keys.Skip(1).Select(other => (kinds.Keys.First(), other));
    }

    private IEnumerable<int> SharedLayers((string First, string Second) pair) =>
        Of(pair.First, "raw")
            .Select(score => score.Layer)
            .Intersect(Of(pair.Second, "raw").Select(score => score.Layer));

    private Interval Difference((string First, string Second) pair, int layer, string treatment) =>
        PairedBootstrap.Difference(
            Of(pair.First, treatment).Single(score => score.Layer == layer).ByMetric[Main],
            Of(pair.Second, treatment).Single(score => score.Layer == layer).ByMetric[Main],
            BootstrapSamples, seed: 1);

    private IEnumerable<LayerScore> Of(string encoder, string treatment) =>
        scores.Where(score => score.Encoder == encoder && score.Treatment == treatment);

    private static Cell ToCell(Interval interval) => Cell.Of(interval.Mean, interval.Low, interval.High);
}
