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
        await using var labelled = await LabelledTrainer.StartAsync();
        var spec = Spec(labelled.Data, mined: 2);
        spec.TrainDualEncoder.Teacher = "backbone";
        spec.TrainDualEncoder.Distillation.Add(new LossTerm { Name = "cosine", Weight = 0.5 });

        var job = await labelled.SucceedAsync(spec);

        var made = labelled.Manifest("out");
        Assert.Equal([made.Id], job.BundleIds);
        Assert.Equal([EncoderRole.Query, EncoderRole.Context], made.Roles.Order());
        Assert.NotEqual(labelled.Backbone.Manifest.SpaceId, made.SpaceId);
        Assert.Equal(
            ("a", labelled.Backbone.Id, 12),
            (made.Provenance.Job, made.Provenance.Teacher, made.Provenance.Steps));
        Assert.Equal("InfoNCE (T=0.05, in-batch negatives, 2 mined) + 0.5·cosine", made.Provenance.Loss);
        Assert.Contains("held-out ndcg@10", made.Provenance.Quality.Keys);
        Assert.NotEqual("", made.Provenance.DataHash);
        Assert.Equal(["jobs/a/report.html", "jobs/a/report.json"], job.Reports);
    }

    [Fact]
    public async Task Job_OfManySteps_LearnsWhatItIsTaught()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        await labelled.SucceedAsync(Spec(labelled.Data, steps: 40));
        var losses = await labelled.LossesAsync();
        // A query alone in the last batch of an epoch has no negatives and no loss.
        Assert.True(
            losses.Where(loss => loss.Key > 35).Max(loss => loss.Value)
                < 0.8 * losses.Where(loss => loss.Key <= 5).Max(loss => loss.Value));
    }

    [Fact]
    public async Task Job_Untied_PublishesOneEncoderForEachSideInOneSpace()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        var spec = Spec(labelled.Data);
        spec.TrainDualEncoder.Untied = true;

        var job = await labelled.SucceedAsync(spec);

        var (query, context) = (labelled.Manifest("out"), labelled.Manifest("out-context"));
        Assert.Equal([query.Id, context.Id], job.BundleIds);
        Assert.Equal([EncoderRole.Query, EncoderRole.Context], query.Roles.Concat(context.Roles));
        Assert.Equal(query.SpaceId, context.SpaceId);
        Assert.NotEqual(query.Fingerprint, context.Fingerprint);
    }

    [Fact]
    public async Task Job_OnQueriesOfTheTest_TrainsOnNoneOfThem()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        labelled.Data.Split = "test";
        var message = await labelled.FailByDataAsync(Spec(labelled.Data));
        Assert.Contains("all 10 are test queries", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WithLabelsOfUnknownDocuments_SaysWhichAndWhere()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        labelled.Directory.Write("beir/qrels/train.tsv", "query-id\tcorpus-id\tscore\nq1\tnobody\t1\n");
        var message = await labelled.FailByDataAsync(Spec(labelled.Data));
        Assert.Contains(
            "root/beir/qrels/train.tsv:2: corpus.jsonl has no document 'nobody'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartJob_OfABatchThatDoesNotFitInMemory_SaysInNumbersWhy()
    {
        await using var labelled = await LabelledTrainer.StartAsync();
        var spec = Spec(labelled.Data, mined: 64);
        spec.TrainDualEncoder.Optimization.BatchSize = 65_000;
        var error = await RichErrors.FailsAsync(
            labelled.Trainer.Client.StartJobAsync(new StartJobRequest { Spec = spec }));
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
        await using var labelled = await LabelledTrainer.StartAsync();
        labelled.Directory.Publish("backbone", TinyBundles.Cross());
        var spec = Spec(new DataSet { Root = "root", Path = "nowhere" }, mined: 65);
        spec.TrainDualEncoder.Temperature = -1;
        spec.TrainDualEncoder.Distillation.Add(new LossTerm { Name = "kll", Weight = -1, Temperature = double.NaN });
        spec.TrainDualEncoder.Optimization.LearningRate = 2;
        var fields = await labelled.Trainer.RefusedFieldsAsync(spec);
        Assert.Equal(
        [
            "spec.train_dual_encoder.backbone",
            "spec.train_dual_encoder.data.path",
            "spec.train_dual_encoder.distillation",
            "spec.train_dual_encoder.distillation[0].name",
            "spec.train_dual_encoder.distillation[0].temperature",
            "spec.train_dual_encoder.distillation[0].weight",
            "spec.train_dual_encoder.mined_negatives",
            "spec.train_dual_encoder.optimization.learning_rate",
            "spec.train_dual_encoder.temperature",
        ], fields.Order(StringComparer.Ordinal));
    }
}
