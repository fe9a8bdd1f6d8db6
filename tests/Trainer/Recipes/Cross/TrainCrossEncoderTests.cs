using Kale.Bundles;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Cross;

public sealed class TrainCrossEncoderTests
{
    private static JobSpec Spec(DataSet data, string loss = "bce", uint steps = 12) => new()
    {
        OutputName = "out",
        Seed = 3,
        TrainCrossEncoder = new TrainCrossEncoder
        {
            Backbone = "backbone",
            Data = data,
            Loss = loss,
            MinedNegatives = 1,
            SampledNegatives = 2,
            Optimization = TrainingJobs.Optimization(steps),
        },
    };

    [Fact]
    public async Task Job_WithMinedNegatives_PublishesACrossEncoder()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        var job = await labelled.SucceedAsync(Spec(labelled.Data));

        var made = labelled.Manifest("out");
        Assert.Equal([made.Id], job.BundleIds);
        Assert.Equal((BundleKind.CrossEncoder, 12), (made.Kind, made.Provenance.Steps));
        Assert.Equal("bce (2 sampled negatives, 1 mined by backbone)", made.Provenance.Loss);
        Assert.Contains("held-out mrr@10", made.Provenance.Quality.Keys);
    }

    [Fact]
    public async Task Job_OfManySteps_LearnsWhatItIsTaught()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        await labelled.SucceedAsync(Spec(labelled.Data, steps: 60));
        var losses = await labelled.LossesAsync();
        Assert.True(
            losses.Where(loss => loss.Key > 50).Average(loss => loss.Value)
                < 0.9 * losses.Where(loss => loss.Key <= 5).Average(loss => loss.Value));
    }

    [Theory]
    [InlineData("dual")]
    [InlineData("cross")]
    public async Task Job_ByMarginsOfATeacher_NamesItInTheProvenance(string teacher)
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        var bundle = labelled.Directory.Publish(
            "teacher", teacher == "dual" ? TinyBundles.Dual(seed: 2) : TinyBundles.Cross(seed: 2));
        var spec = Spec(labelled.Data, loss: "");
        spec.TrainCrossEncoder.Teacher = "teacher";
        await labelled.SucceedAsync(spec);
        var provenance = labelled.Manifest("out").Provenance;
        Assert.Equal(
            (bundle.Id, "margin-mse (2 sampled negatives, 1 mined by backbone)"),
            (provenance.Teacher, provenance.Loss));
    }

    [Fact]
    public async Task Job_ByMarginsOfTheDataItself_TakesItsScores()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        labelled.Directory.WriteLines("data.jsonl", Enumerable.Range(0, 12).Select(i =>
            $$"""{"query": "{{BeirDirectories.Text(i)}}", "pos": ["{{BeirDirectories.Text(i)}} x"], "neg": ["{{BeirDirectories.Text(i + 50)}}", "{{BeirDirectories.Text(i + 90)}}"], "pos_scores": [5], "neg_scores": [1, -2]}"""));
        await labelled.SucceedAsync(
            Spec(new DataSet { Root = "root", Path = "data.jsonl", Format = "flag-embedding" }, "margin-mse"));
        Assert.Equal("margin-mse (2 sampled negatives)", labelled.Manifest("out").Provenance.Loss);
    }

    [Fact]
    public async Task Job_ByMarginsWithoutATeacher_SaysWhatIsMissing()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        var message = await labelled.FailByDataAsync(Spec(labelled.Data, "margin-mse"));
        Assert.Contains("Name a teacher", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartJob_WithEveryMistake_NamesEveryField()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        labelled.Directory.Publish("cross", TinyBundles.Cross());
        var spec = Spec(new DataSet { Root = "root", Path = "../out" }, "bce!");
        spec.TrainCrossEncoder.Backbone = "cross";
        spec.TrainCrossEncoder.NegativesEncoder = "cross";
        spec.TrainCrossEncoder.Teacher = "nobody";
        (spec.TrainCrossEncoder.MinedNegatives, spec.TrainCrossEncoder.SampledNegatives) = (65, 65);
        var fields = await labelled.Trainer.RefusedFieldsAsync(spec);
        Assert.Equal(
        [
            "spec.train_cross_encoder.backbone", "spec.train_cross_encoder.data.path", "spec.train_cross_encoder.loss",
            "spec.train_cross_encoder.mined_negatives", "spec.train_cross_encoder.negatives_encoder",
            "spec.train_cross_encoder.sampled_negatives", "spec.train_cross_encoder.teacher",
        ], fields.Order(StringComparer.Ordinal));
    }
}
