using System.Text.Json;
using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Evaluations;

public sealed class EvaluateTests
{
    [Fact]
    public async Task Evaluate_EncodersAndARun_AreComparedInOneReport()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.WriteLines("runs/perfect.run", Enumerable.Range(10, 10).Select(i => $"q{i} Q0 d{i} 1 1.0 perfect"));
        var teacher = directory.Publish("teacher", TinyBundles.Dual());
        directory.Publish("student", TinyBundles.Near(TinyBundles.Dual()), alignedTo: teacher);
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var report = await ReportOfAsync(trainer, new Evaluate
        {
            Encoders = { "teacher", "student" },
            ContextEncoder = "teacher",
            Data = data,
            Runs = { new DataSet { Root = "root", Path = "runs/perfect.run", Format = "trec-run" } },
            Metrics = { "ndcg@10", "hits@1" },
            BootstrapSamples = 200,
        });
        var quality = Section(report, "Quality");
        Assert.Equal(
            ["teacher", "student", "root/runs/perfect.run"],
            Rows(quality).Select(row => row[0].GetProperty("text").GetString()));
        Assert.Equal(1, Rows(quality)[2][1].GetProperty("value").GetDouble());
        Assert.All(Rows(quality).Take(2), row => Assert.True(row[4].GetProperty("value").GetDouble() > 0));
        Assert.Equal(2, Rows(Section(report, "Difference from teacher")).Count);
        Assert.Equal("scatter", Section(report, "ndcg@10 against latency").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(false, 1, 1)]
    [InlineData(true, 0.5, 0)]
    public async Task Evaluate_QueriesThatAreDocuments_AreLeftOutOfTheirOwnRankingsUnlessTheyAreToBeKept(
        bool keep, double ofRun, double ofEncoder)
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir(documents: 2);
        // A query in the words of its own document; the other one answers it.
        directory.WriteLines(
            "beir/queries.jsonl", [$$"""{"_id": "d0", "text": "{{BeirDirectories.Text(500)}} {{BeirDirectories.Text(0)}}"}"""]);
        directory.WriteLines("beir/qrels/test.tsv", ["d0\td1\t1"]);
        directory.WriteLines("a.run", ["d0 Q0 d0 1 1.0 a", "d0 Q0 d1 2 0.5 a"]);
        directory.Publish("teacher", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var report = await ReportOfAsync(trainer, new Evaluate
        {
            Encoders = { "teacher" },
            Data = data,
            Runs = { new DataSet { Root = "root", Path = "a.run", Format = "trec-run" } },
            Metrics = { "mrr@10", "hits@1" },
            BootstrapSamples = 10,
            KeepIdenticalIds = keep,
        });
        var rows = Rows(Section(report, "Quality"));
        Assert.Equal(ofRun, Number(rows[1][1], "value"));
        Assert.Equal(ofEncoder, Number(rows[0][2], "value"));
        Assert.Equal(!keep, report.GetRawText().Contains("as BEIR does", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Evaluate_TheSameSystemTwiceByAnotherName_HasNoDifference()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        var bundle = directory.Publish("one", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var report = await ReportOfAsync(
            trainer, new Evaluate { Encoders = { "one", bundle.Id }, Data = data, BootstrapSamples = 50 });
        var difference = Rows(Section(report, "Difference from one")).Single()[1];
        Assert.Equal((0, 0, 0), (Number(difference, "value"), Number(difference, "low"), Number(difference, "high")));
    }

    [Fact]
    public async Task Evaluate_WithEveryMistake_NamesEveryField()
    {
        using var directory = new TemporaryDirectory();
        directory.WriteBeir();
        var teacher = directory.Publish("teacher", TinyBundles.Dual());
        directory.Publish("student", TinyBundles.Near(TinyBundles.Dual()), alignedTo: teacher);
        directory.Publish("other", TinyBundles.Dual(seed: 9));
        directory.Publish("cross", TinyBundles.Cross());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var violations = await ViolationsAsync(trainer, new Evaluate
        {
            Encoders = { "teacher", "teacher", "other", "cross", "nobody" },
            ContextEncoder = "student",
            Data = new DataSet { Root = "root", Path = "../elsewhere" },
            Runs = { new DataSet { Root = "nowhere", Path = "a.run" } },
            Baseline = "nobody else",
            Metrics = { "ndcg@2000", "ndgc@10", "recall" },
            Depth = 1_000_000,
            BootstrapSamples = 100_000_000,
        });
        Assert.Equal(
            [
                "spec.evaluate.baseline",
                "spec.evaluate.bootstrap_samples",
                "spec.evaluate.context_encoder",
                "spec.evaluate.data.path",
                "spec.evaluate.depth",
                "spec.evaluate.encoders",
                "spec.evaluate.encoders[2]",
                "spec.evaluate.encoders[3]",
                "spec.evaluate.encoders[4]",
                "spec.evaluate.metrics[1]",
                "spec.evaluate.metrics[2]",
                "spec.evaluate.runs[0].root",
            ],
            violations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Evaluate_AQueryEncoderWithoutItsContextEncoder_SaysWhichFieldToSet()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        var teacher = directory.Publish("teacher", TinyBundles.Dual());
        directory.Publish("student", TinyBundles.Near(TinyBundles.Dual()), alignedTo: teacher);
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        Assert.Equal(
            ["spec.evaluate.encoders[0]"],
            await ViolationsAsync(trainer, new Evaluate { Encoders = { "student" }, Data = data }));
    }

    [Fact]
    public async Task Evaluate_WhoseLabelsNameAnUnknownDocument_FailsWithFileAndLine()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        File.AppendAllText(directory["beir/qrels/test.tsv"], "q10\tnowhere\t1\n");
        directory.Publish("teacher", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        await trainer.Client.StartAsync(
            "a", new JobSpec { Evaluate = new Evaluate { Encoders = { "teacher" }, Data = data } });
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal((JobState.Failed, "DATA_MALFORMED"), (job.State, job.ErrorReason));
        Assert.Contains(
            "root/beir/qrels/test.tsv:12: corpus.jsonl has no document 'nowhere'",
            job.ErrorMessage,
            StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReportOfAsync(TestTrainer trainer, Evaluate evaluate)
    {
        await trainer.Client.StartAsync("a", new JobSpec { Evaluate = evaluate, Seed = 1 });
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal((JobState.Succeeded, ""), (job.State, job.ErrorMessage));
        using var call = trainer.Client.GetReport(new GetReportRequest { JobId = "a", File = "report.json" });
        using var bytes = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync())
            piece.Content.WriteTo(bytes);
        return JsonDocument.Parse(bytes.ToArray()).RootElement;
    }

    private static async Task<IEnumerable<string>> ViolationsAsync(TestTrainer trainer, Evaluate evaluate)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() =>
            trainer.Client.StartAsync("a", new JobSpec { Evaluate = evaluate }));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        return error.Detail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field);
    }

    private static JsonElement Section(JsonElement report, string title) =>
        report.GetProperty("sections")
            .EnumerateArray()
            .Single(section => section.GetProperty("title").GetString() == title);

    private static List<JsonElement[]> Rows(JsonElement table) =>
    [
        .. table.GetProperty("rows").EnumerateArray()
            .Select(row => row.GetProperty("cells").EnumerateArray().ToArray()),
    ];

    private static double Number(JsonElement cell, string name) => cell.GetProperty(name).GetDouble();
}
