using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Alignment;

public sealed class AlignmentMistakesTests(AlignmentMistakesTests.MistakenTrainer fixture)
    : IClassFixture<AlignmentMistakesTests.MistakenTrainer>
{
    public static TheoryData<string, Action<AlignQueryEncoder>, string, string> Mistakes => new()
    {
        { "no teacher", spec => spec.Teacher = "", "teacher", "must name a bundle" },
        { "unknown teacher", spec => spec.Teacher = "nobody", "teacher", "nobody" },
        {
            "cross encoder", spec => spec.Teacher = "cross",
            "teacher", "a teacher is the reference query encoder of a space"
        },
        { "aligned teacher", spec => spec.Teacher = "aligned", "teacher", "was itself aligned to" },
        { "no plan", spec => spec.Plan = null, "plan", "Say which layers to keep" },
        { "unknown plan", spec => spec.Plan.Name = "odd", "plan", "kale, wang-lyu, first, last, even, explicit" },
        {
            "layer 9 of 3", spec => spec.Plan = new LayerPlan { Keep = { 0, 9 } },
            "plan", "There is no layer 9: the encoder has 3"
        },
        { "4 layers of 3", spec => spec.Plan.Layers = 4, "plan", "0 to 3" },
        { "list with a plan", spec => spec.Plan.Keep.Add(1), "plan", "explicit" },
        {
            "unknown loss", spec => spec.Losses.Add(new LossTerm { Name = "l2" }),
            "losses", "kl, kl-reverse, mse, cosine"
        },
        { "negative weight", spec => spec.Losses.Add(new LossTerm { Name = "kl", Weight = -1 }), "losses", "above 0" },
        { "general texts", spec => spec.GeneralShare = 0.9, "general_share", "0 to 0.5" },
        { "no such file", spec => spec.Queries[0].Path = "none.txt", "queries[0].path", "none.txt" },
        { "held-out", spec => spec.HeldOutFraction = 0.9, "held_out_fraction", "0 to 0.5" },
        { "length 100,000", spec => spec.Optimization.MaxTokens = 100_000, "optimization.max_tokens", "3 to 64" },
        {
            "schedule", spec => spec.Optimization.Schedule = "step",
            "optimization.schedule", "constant, linear, cosine"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task StartJob_OfAMistakenAlignment_IsRefusedByField(
        string mistake, Action<AlignQueryEncoder> make, string field, string says)
    {
        var alignment = Alignments.Alignment(fixture.Texts);
        make(alignment);
        var error = await Assert.ThrowsAsync<RpcException>(() =>
            fixture.Trainer.Client.StartAsync("a", Alignments.Spec(alignment)));
        var violation = Assert.Single(error.Detail<Google.Rpc.BadRequest>()!.FieldViolations);
        Assert.Equal($"spec.align_query_encoder.{field}", violation.Field);
        Assert.True(
            violation.Description.Contains(says, StringComparison.Ordinal), $"{mistake}: {violation.Description}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    public async Task Align_OnTooFewQueries_FailsAndSaysHowManyAreNeeded(int count)
    {
        var texts = fixture.Directory.WriteTexts(count, $"{count}.txt");
        await fixture.Trainer.Client.StartAsync($"few-{count}", Alignments.Spec(Alignments.Alignment(texts)));
        var job = await fixture.Trainer.Client.EndAsync($"few-{count}");
        Assert.Equal((JobState.Failed, "DATA_MALFORMED"), (job.State, job.ErrorReason));
        Assert.Contains("at least 16", job.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Align_OverBeforeItBegan_FailsAndSaysWhy()
    {
        var alignment = Alignments.Alignment(fixture.Texts);
        alignment.Optimization.Steps = 0;
        alignment.Optimization.Time = new() { Nanos = 1 };
        await fixture.Trainer.Client.StartAsync("over", Alignments.Spec(alignment));
        var job = await fixture.Trainer.Client.EndAsync("over");
        Assert.Equal((JobState.Failed, "OUT_OF_RANGE"), (job.State, job.ErrorReason));
        Assert.Contains("optimization.time", job.ErrorMessage, StringComparison.Ordinal);
    }

    /// <summary>A Trainer with encoders of every wrong kind in its store.</summary>
    public sealed class MistakenTrainer : IAsyncLifetime
    {
        internal TemporaryDirectory Directory { get; } = new();

        internal DataSet Texts => Directory.WriteTexts();

        internal TestTrainer Trainer { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var teacher = Directory.PublishTeacher();
            Directory.Publish("aligned", TinyBundles.Near(TinyBundles.Dual(layers: 3)), alignedTo: teacher);
            Directory.Publish("cross", TinyBundles.Cross());
            Trainer = await TestTrainer.StartWithRecipesAsync(Directory);
        }

        public async Task DisposeAsync()
        {
            await Trainer.DisposeAsync();
            Directory.Dispose();
        }
    }
}
