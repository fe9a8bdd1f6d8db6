using System.Text.Json;
using System.Text.RegularExpressions;
using Kale.Bundles;
using Kale.Corpora.Texts;
using Kale.Encoding;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Alignment;

public sealed class AlignQueryEncoderTests
{
    [Fact]
    public async Task Align_OnQueriesAlone_PublishesAStudentOfTheTeachersSpace()
    {
        using var directory = new TemporaryDirectory();
        var teacher = directory.PublishTeacher();
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var (job, student) = await AlignAsync(trainer, directory, Alignments.Alignment(directory.WriteTexts()));
        var (manifest, provenance) = (student.Manifest, student.Manifest.Provenance);
        Assert.Equal(teacher.Manifest.SpaceId, manifest.SpaceId);
        Assert.Equal([EncoderRole.Query], manifest.Roles);
        Assert.Equal([0, 2], manifest.LayersKept);
        Assert.Equal(("a", teacher.Id, "cosine"), (provenance.Job, provenance.Teacher, provenance.Loss));
        Assert.Equal(64, provenance.DataHash.Length);
        Assert.InRange(provenance.Steps, 10, 40);
        var quality = provenance.Quality;
        Assert.InRange(quality["held-out/overlap@10"], 0.1, 1);
        Assert.InRange(quality["held-out/loss"], quality["held-out/loss-low"], quality["held-out/loss-high"]);
        using var config = JsonDocument.Parse(await File.ReadAllTextAsync(student.PathOf("config.json")));
        Assert.Equal(2, config.RootElement.GetProperty("num_hidden_layers").GetInt32());
        await using var encoder = Encoder.Load(student, new EncoderOptions());
        Assert.Equal(2, job.Reports.Count);
    }

    [Fact]
    public async Task Align_AfterSomeSteps_IsCloserToTheTeacher()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var (job, _) = await AlignAsync(trainer, directory, Alignments.Alignment(directory.WriteTexts(), steps: 80));
        var report = JsonDocument
            .Parse(await File.ReadAllBytesAsync(
                directory[$"data/{job.Reports.Single(file => file.EndsWith("json", StringComparison.Ordinal))}"]))
            .RootElement;
        var rows = report.GetProperty("sections")[0].GetProperty("rows").EnumerateArray()
            .Select(row => row.GetProperty("cells"))
            .ToList();
        Assert.Equal(
            ["teacher", "pruned, untuned", "aligned"],
            rows.Select(cells => cells[0].GetProperty("text").GetString()));
        var cosines = rows.Select(cells => cells[4].GetProperty("value").GetDouble()).ToList();
        Assert.Equal(1, cosines[0]);
        Assert.True(cosines[2] > cosines[1] + 0.05, $"untuned {cosines[1]}, aligned {cosines[2]}");
        var losses = rows.Select(cells => cells[5].GetProperty("value").GetDouble()).ToList();
        Assert.Equal(0, losses[0]);
        Assert.True(losses[2] < losses[1], $"untuned {losses[1]}, aligned {losses[2]}");
    }

    [Theory]
    [InlineData(new uint[0], new int[0])]
    [InlineData(new uint[] { 1 }, new[] { 1 })]
    public async Task Align_WithAListOfLayers_KeepsThese(uint[] keep, int[] kept)
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var alignment = Alignments.Alignment(directory.WriteTexts(), steps: 10);
        alignment.Plan = new LayerPlan { Name = "explicit", Keep = { keep } };
        var (_, student) = await AlignAsync(trainer, directory, alignment);
        Assert.Equal(kept, student.Manifest.LayersKept);
        Assert.Equal(keep.Length == 0, student.LoadModel().Weights.TryGet(EncoderTensors.ProjectionWeight, out _));
    }

    [Fact]
    public async Task Align_AStudentOfAnotherWidth_GetsAProjection()
    {
        using var directory = new TemporaryDirectory();
        var teacher = directory.PublishTeacher();
        directory.Publish("wide", TinyBundles.Dual(seed: 5, layers: 1, width: 48));
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var alignment = Alignments.Alignment(directory.WriteTexts(), steps: 10);
        (alignment.Student, alignment.Plan.Layers) = ("wide", 1);
        var (_, student) = await AlignAsync(trainer, directory, alignment);
        Assert.Equal([32, 48], student.LoadModel().Weights[EncoderTensors.ProjectionWeight].Shape);
        Assert.Equal(teacher.Manifest.SpaceId, student.Manifest.SpaceId);
    }

    [Fact]
    public async Task Align_WithWeightDecayDropoutAndASumOfLosses_Trains()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var alignment = Alignments.Alignment(directory.WriteTexts(), steps: 10);
        (alignment.Optimization.WeightDecay, alignment.Optimization.Dropout) = (0.01, 0.1);
        alignment.Losses.Add([
            new LossTerm { Name = "kl", Temperature = 10 },
            new LossTerm { Name = "kl-reverse" },
            new LossTerm { Name = "mse", Weight = 0.5 },
        ]);
        var (_, student) = await AlignAsync(trainer, directory, alignment);
        Assert.Equal("kl(T=10) + kl-reverse(T=1) + 0.5·mse", student.Manifest.Provenance.Loss);
    }

    [Fact]
    public async Task Align_OnACorpusAlone_DrawsPseudoQueriesButNoTestQuery()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        var corpus = directory.WriteBeir(documents: 60);
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var alignment = Alignments.Alignment(corpus, steps: 10);
        alignment.Queries.Clear();
        alignment.Corpus = corpus;
        var (job, _) = await AlignAsync(trainer, directory, alignment);
        var report = await File.ReadAllTextAsync(
            directory[$"data/{job.Reports.Single(file => file.EndsWith("json", StringComparison.Ordinal))}"]);
        // 60 titles and 60 sentences, ten of which are test queries word for word.
        // Those that the gate proves students with stay out as well.
        var texts = Enumerable.Range(0, 60).Concat(Enumerable.Range(500, 60))
            .Where(i => i is < 10 or > 19)
            .Count(i => !ProofTexts.Holds(BeirDirectories.Text(i)));
        var told = Regex.Match(report, "([0-9]+) to train on, ([0-9]+) held out; 0 queries");
        var (training, heldOut) = (int.Parse(told.Groups[1].Value), int.Parse(told.Groups[2].Value));
        // Three of ten are short ones, as far as so many different ones were found.
        Assert.InRange(training + heldOut, texts + 1, texts * 10 / 7);
        Assert.Equal((training + heldOut) / 5, heldOut);
        Assert.Contains("10 left out because they are test queries", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Align_OnACorpusWithoutTitles_SearchesDocumentsWithoutThem()
    {
        using var directory = new TemporaryDirectory();
        directory.PublishTeacher();
        var queries = directory.WriteTexts();
        // One title, which is a query as well, and texts too short to draw: the texts to align on are the same in both.
        directory.WriteLines("titled/corpus.jsonl", Documents(title: BeirDirectories.Text(0)));
        directory.WriteLines("bare/corpus.jsonl", Documents(title: ""));
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        async Task<double> OverlapAsync(string corpus, bool withoutTitles)
        {
            var alignment = Alignments.Alignment(queries, steps: 10);
            (alignment.Corpus, alignment.PseudoQueries) =
                (new DataSet { Root = "root", Path = corpus, WithoutTitles = withoutTitles }, 1);
            var (_, student) = await AlignAsync(
                trainer, directory, alignment, withoutTitles ? $"{corpus}-untitled" : corpus);
            // The same weights are the same bundle, under its first description.
            var store = new BundleStore(directory["bundles"]);
            store.RemoveName("student");
            store.Remove(student.Id);
            return student.Manifest.Provenance.Quality["held-out/overlap@10"];
        }

        var bare = await OverlapAsync("bare", withoutTitles: false);
        Assert.Equal(bare, await OverlapAsync("titled", withoutTitles: true));
        Assert.NotEqual(bare, await OverlapAsync("titled", withoutTitles: false));
    }

    [Fact]
    public async Task Align_FarFromItsTeacher_IsPublishedWithWhatWasFoundOut()
    {
        using var directory = new TemporaryDirectory();
        directory.Publish("strict", TinyBundles.Dual(layers: 3));
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var alignment = Alignments.Alignment(directory.WriteTexts(), steps: 1);
        (alignment.Teacher, alignment.Plan) = ("strict", new LayerPlan { Name = "first", Layers = 1 });
        await trainer.Client.StartAsync("a", Alignments.Spec(alignment));
        var job = await trainer.Client.EndAsync("a");
        Assert.Equal(JobState.Succeeded, job.State);
        var student = new BundleStore(directory["bundles"]).Find("student");
        var quality = student.Manifest.Provenance.Quality;
        Assert.InRange(quality["probes/mean-cosine"], -1, student.Probes!.MinCosine + 1);
        Assert.InRange(quality["probes/found"], 0, 1);
        Assert.Equal(
            "queries", Assert.Single(student.Manifest.Provenance.AlignedOn).Kind);
    }

    private static IEnumerable<string> Documents(string title) => Enumerable.Range(0, 60)
        .Select(i => $$"""{"_id": "d{{i}}", "title": "{{title}}", "text": "{{i * 7919 % 1000}} {{i}}"}""");

    private static async Task<(Job Job, Bundle Student)> AlignAsync(
        TestTrainer trainer, TemporaryDirectory directory, AlignQueryEncoder alignment, string id = "a")
    {
        await trainer.Client.StartAsync(id, Alignments.Spec(alignment));
        var job = await trainer.Client.EndAsync(id);
        Assert.True(job.State == JobState.Succeeded, job.ErrorMessage);
        return (job, new BundleStore(directory["bundles"]).Find(Assert.Single(job.BundleIds)));
    }
}
