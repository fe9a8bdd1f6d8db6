using Google.Rpc;
using Kale.Bundles;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Dual;

public sealed class TrainDualEncoderTests
{
    private static JobSpec Spec(DataSet data, uint steps = 12, uint mined = 0) => new()
    {
        OutputName = "out",
        Seed = 3,
        TrainDualEncoder = new TrainDualEncoder
        {
            Backbone = "backbone",
            Data = data,
            MinedNegatives = mined,
            Optimization = TrainingJobs.Optimization(steps),
        },
    };

    [Fact]
    public async Task Job_WithMinedNegativesAndATeacher_PublishesAnEncoderOfItsOwnSpace()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        var backbone = directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var spec = Spec(data, mined: 2);
        spec.TrainDualEncoder.Teacher = "backbone";
        spec.TrainDualEncoder.Distillation.Add(new LossTerm { Name = "cosine", Weight = 0.5 });

        var job = await trainer.SucceedAsync("a", spec);

        var made = directory.Manifest("out");
        Assert.Equal([made.Id], job.BundleIds);
        Assert.Equal([EncoderRole.Query, EncoderRole.Context], made.Roles.Order());
        Assert.NotEqual(backbone.Manifest.SpaceId, made.SpaceId);
        Assert.Equal(("a", backbone.Id, 12), (made.Provenance.Job, made.Provenance.Teacher, made.Provenance.Steps));
        Assert.Equal("InfoNCE (T=0.05, in-batch negatives, 2 mined) + 0.5·cosine", made.Provenance.Loss);
        Assert.Contains("held-out ndcg@10", made.Provenance.Quality.Keys);
        Assert.NotEqual("", made.Provenance.DataHash);
        Assert.Equal(["jobs/a/report.html", "jobs/a/report.json"], job.Reports);
    }

    [Fact]
    public async Task Job_OfManySteps_LearnsWhatItIsTaught()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        await trainer.SucceedAsync("a", Spec(data, steps: 40));
        var losses = await trainer.LossesAsync("a");
        // A query alone in the last batch of an epoch has no negatives and no loss.
        Assert.True(losses.Where(loss => loss.Key > 35).Max(loss => loss.Value) < 0.8 * losses.Where(loss => loss.Key <= 5).Max(loss => loss.Value));
    }

    [Fact]
    public async Task Job_Untied_PublishesOneEncoderForEachSideInOneSpace()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var spec = Spec(data);
        spec.TrainDualEncoder.Untied = true;

        var job = await trainer.SucceedAsync("a", spec);

        var (query, context) = (directory.Manifest("out"), directory.Manifest("out-context"));
        Assert.Equal([query.Id, context.Id], job.BundleIds);
        Assert.Equal([EncoderRole.Query, EncoderRole.Context], query.Roles.Concat(context.Roles));
        Assert.Equal(query.SpaceId, context.SpaceId);
        Assert.NotEqual(query.Fingerprint, context.Fingerprint);
    }

    [Fact]
    public async Task Job_OnQueriesOfTheTest_TrainsOnNoneOfThem()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        data.Split = "test";
        await trainer.Client.StartAsync("a", Spec(data));
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal((JobState.Failed, "DATA_MALFORMED"), (job.State, job.ErrorReason));
        Assert.Contains("all 10 are test queries", job.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WithLabelsOfUnknownDocuments_SaysWhichAndWhere()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Write("beir/qrels/train.tsv", "query-id\tcorpus-id\tscore\nq1\tnobody\t1\n");
        directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        await trainer.Client.StartAsync("a", Spec(data));
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal("DATA_MALFORMED", job.ErrorReason);
        Assert.Contains("root/beir/qrels/train.tsv:2: corpus.jsonl has no document 'nobody'", job.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartJob_OfABatchThatDoesNotFitInMemory_SaysInNumbersWhy()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("backbone", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var spec = Spec(data, mined: 64);
        spec.TrainDualEncoder.Optimization.BatchSize = 65_000;
        var error = await RichErrors.FailsAsync(trainer.Client.StartJobAsync(new StartJobRequest { Spec = spec }));
        var violation = Assert.Single(error.Detail<BadRequest>().FieldViolations);
        Assert.Equal("spec.train_dual_encoder.optimization.batch_size", violation.Field);
        Assert.Matches(
            @"^A batch of 65000 × 66 texts of 32 tokens needs about [\d.]+ GB of memory \(2 layers, 2 heads, 32 dimensions\); "
                + @"there are [\d.]+ GB\. At most \d+ × 66 texts fit\.$",
            violation.Description);
    }

    [Fact]
    public async Task StartJob_WithEveryMistake_NamesEveryField()
    {
        using var directory = new TemporaryDirectory();
        directory.Publish("backbone", TinyBundles.Cross());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var spec = Spec(new DataSet { Root = "root", Path = "nowhere" }, mined: 65);
        spec.TrainDualEncoder.Temperature = -1;
        spec.TrainDualEncoder.Distillation.Add(new LossTerm { Name = "kll", Weight = -1, Temperature = double.NaN });
        spec.TrainDualEncoder.Optimization.LearningRate = 2;
        var fields = await trainer.RefusedFieldsAsync(spec);
        Assert.Equal(
        [
            "spec.train_dual_encoder.backbone", "spec.train_dual_encoder.data.path", "spec.train_dual_encoder.distillation",
            "spec.train_dual_encoder.distillation[0].name", "spec.train_dual_encoder.distillation[0].temperature",
            "spec.train_dual_encoder.distillation[0].weight", "spec.train_dual_encoder.mined_negatives",
            "spec.train_dual_encoder.optimization.learning_rate", "spec.train_dual_encoder.temperature",
        ], fields.Order(StringComparer.Ordinal));
    }
}
