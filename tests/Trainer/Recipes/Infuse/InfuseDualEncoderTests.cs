using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Recipes.Infuse;

public sealed class InfuseDualEncoderTests
{
    private static JobSpec Spec(DataSet data, uint steps = 12) => new()
    {
        OutputName = "out",
        Seed = 3,
        InfuseDualEncoder = new InfuseDualEncoder
        {
            CrossEncoder = "cross",
            Layers = 2,
            Training = new TrainDualEncoder { Data = data, Optimization = TrainingJobs.Optimization(steps) },
        },
    };

    [Theory]
    [InlineData("cross-encoder", "layers [0] and embeddings and 1 fresh layer from cross")]
    [InlineData("dual-encoder", "layers [0] and embeddings and 1 fresh layer from dual")]
    [InlineData("fresh", "embeddings and 2 fresh layers from dual")]
    public async Task Job_OfEveryStart_PublishesALightDualEncoder(string start, string source)
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("cross", TinyBundles.Cross(layers: 3));
        directory.Publish("dual", TinyBundles.Dual(layers: 3));
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        var spec = Spec(data);
        spec.InfuseDualEncoder.Start = start;
        spec.InfuseDualEncoder.Training.Backbone = "dual";

        await trainer.SucceedAsync("a", spec);

        var made = directory.Manifest("out");
        Assert.Equal((2, 32), (made.Layers, made.Dims));
        Assert.StartsWith(source, made.Provenance.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartJob_WithMistakes_NamesTheFields()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.WriteBeir();
        directory.Publish("cross", TinyBundles.Cross(layers: 3));
        directory.Publish("dual", TinyBundles.Dual());
        await using var trainer = await TestTrainer.StartWithRecipesAsync(directory);
        async Task<IReadOnlyList<string>> FieldsAsync(Action<InfuseDualEncoder> change)
        {
            var spec = Spec(data);
            change(spec.InfuseDualEncoder);
            return
            [
                .. (await trainer.RefusedFieldsAsync(spec))
                    .Select(field => field["spec.infuse_dual_encoder.".Length..]),
            ];
        }

        Assert.Equal(["start"], await FieldsAsync(spec => spec.Start = "magic"));
        Assert.Equal(["training"], await FieldsAsync(spec => spec.Training = null));
        Assert.Equal(["cross_encoder"], await FieldsAsync(spec => spec.CrossEncoder = "dual"));
        Assert.Equal(["layers"], await FieldsAsync(spec => spec.Layers = 9));
        Assert.Equal(["keep"], await FieldsAsync(spec => spec.Keep.Add([0, 9])));
        Assert.Equal(["training.untied"], await FieldsAsync(spec => spec.Training.Untied = true));
        Assert.Equal(["training.backbone"], await FieldsAsync(spec => spec.Start = "fresh"));
    }
}
