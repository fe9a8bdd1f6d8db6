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
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var job = await trainer.SucceedAsync("a", Spec(data));

        var made = directory.Manifest("out");
        Assert.Equal([made.Id], job.BundleIds);
        Assert.Equal((BundleKind.CrossEncoder, 12), (made.Kind, made.Provenance.Steps));
        Assert.Equal("bce (2 sampled negatives, 1 mined by backbone)", made.Provenance.Loss);
        Assert.Contains("held-out mrr@10", made.Provenance.Quality.Keys);
    }

    [Fact]
    public async Task Job_OfManySteps_LearnsWhatItIsTaught()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        await trainer.SucceedAsync("a", Spec(data, steps: 60));
        var losses = await trainer.LossesAsync("a");
        Assert.True(losses.Where(loss => loss.Key > 50).Average(loss => loss.Value) < 0.9 * losses.Where(loss => loss.Key <= 5).Average(loss => loss.Value));
    }

    [Theory]
    [InlineData("dual")]
    [InlineData("cross")]
    public async Task Job_ByMarginsOfATeacher_NamesItInTheProvenance(string teacher)
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("backbone", TinyBundles.Dual());
        var bundle = directory.Publish("teacher", teacher == "dual" ? TinyBundles.Dual(seed: 2) : TinyBundles.Cross(seed: 2));
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var spec = Spec(data, loss: "");
        spec.TrainCrossEncoder.Teacher = "teacher";
        await trainer.SucceedAsync("a", spec);
        var provenance = directory.Manifest("out").Provenance;
        Assert.Equal((bundle.Id, "margin-mse (2 sampled negatives, 1 mined by backbone)"), (provenance.Teacher, provenance.Loss));
    }

    [Fact]
    public async Task Job_ByMarginsOfTheDataItself_TakesItsScores()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteLines("data.jsonl", Enumerable.Range(0, 12).Select(i => $$"""{"query": "{{BeirDirectories.Text(i)}}", "pos": ["{{BeirDirectories.Text(i)}} x"], "neg": ["{{BeirDirectories.Text(i + 50)}}", "{{BeirDirectories.Text(i + 90)}}"], "pos_scores": [5], "neg_scores": [1, -2]}"""));
        directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        await trainer.SucceedAsync("a", Spec(new DataSet { Root = "root", Path = "data.jsonl", Format = "flag-embedding" }, "margin-mse"));
        Assert.Equal("margin-mse (2 sampled negatives)", directory.Manifest("out").Provenance.Loss);
    }

    [Fact]
    public async Task Job_ByMarginsWithoutATeacher_SaysWhatIsMissing()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        await trainer.Client.StartAsync("a", Spec(data, "margin-mse"));
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal("DATA_MALFORMED", job.ErrorReason);
        Assert.Contains("Name a teacher", job.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartJob_WithEveryMistake_NamesEveryField()
    {
        using var directory = new TemporaryDirectory();
        directory.Publish("cross", TinyBundles.Cross());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var spec = Spec(new DataSet { Root = "root", Path = "../out" }, "bce!");
        spec.TrainCrossEncoder.Backbone = "cross";
        spec.TrainCrossEncoder.NegativesEncoder = "cross";
        spec.TrainCrossEncoder.Teacher = "nobody";
        (spec.TrainCrossEncoder.MinedNegatives, spec.TrainCrossEncoder.SampledNegatives) = (65, 65);
        var fields = await trainer.RefusedFieldsAsync(spec);
        Assert.Equal(
        [
            "spec.train_cross_encoder.backbone", "spec.train_cross_encoder.data.path", "spec.train_cross_encoder.loss",
            "spec.train_cross_encoder.mined_negatives", "spec.train_cross_encoder.negatives_encoder",
            "spec.train_cross_encoder.sampled_negatives", "spec.train_cross_encoder.teacher",
        ], fields.Order(StringComparer.Ordinal));
    }
}
