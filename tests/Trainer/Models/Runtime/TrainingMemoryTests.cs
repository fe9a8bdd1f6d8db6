using Kale.Bundles;
using Kale.Training;

namespace Kale.Trainer.Tests.Models.Runtime;

public sealed class TrainingMemoryTests
{
    private readonly EncoderConfig _miniLm = ModelImporter.Import(Checkout.MiniLm).Config;

    // Peaks of resident memory over three steps, less the process without the network.
    [Theory]
    [InlineData(32, 64, false, 862)]
    [InlineData(32, 64, true, 1058)]
    [InlineData(64, 128, false, 2566)]
    [InlineData(16, 256, false, 1690)]
    [InlineData(16, 256, true, 2414)]
    public void Estimate_OfMiniLm_IsNearWhatWasMeasured(int batch, int tokens, bool dropout, double megabytes) =>
        Assert.InRange(
            TrainingMemory.Estimate(new(_miniLm, batch, tokens, dropout)) / 1e6, 0.85 * megabytes, 1.15 * megabytes);

    [Fact]
    public void Require_OfABatchThatFits_Returns() => TrainingMemory.Require(
        new(_miniLm, 1, 16, Dropout: false), new TrainingDevice(TrainingDevice.Processor));

    [Fact]
    public void Require_OfABatchThatDoesNot_SaysHowMuchWould()
    {
        var batch = new TrainingBatch(_miniLm, 4096, 256, Dropout: true);
        var error = Assert.Throws<TrainingException>(() => TrainingMemory.Require(batch, available: 24_000_000_000));
        Assert.Equal(TrainingError.OutOfMemory, error.Code);
        Assert.Matches(
            "^A batch of 4096 texts of 256 tokens needs about .+ GB of memory .+; there are 24 GB",
            error.Message);
        Assert.Contains("(6 layers, 12 heads, 384 dimensions)", error.Message, StringComparison.Ordinal);
        TrainingMemory.Require(batch with { Examples = Fits(error.Message) }, available: 24_000_000_000);
    }

    [Fact]
    public void Require_OfExamplesOfManyTexts_CountsThemAll()
    {
        var batch = new TrainingBatch(_miniLm, 512, 256, Dropout: true) { TextsEach = 8 };
        Assert.Equal(TrainingMemory.Estimate(new(_miniLm, 4096, 256, Dropout: true)), TrainingMemory.Estimate(batch));
        var error = Assert.Throws<TrainingException>(() => TrainingMemory.Require(batch, available: 24_000_000_000));
        Assert.StartsWith("A batch of 512 × 8 texts of 256 tokens", error.Message, StringComparison.Ordinal);
        TrainingMemory.Require(batch with { Examples = Fits(error.Message) }, available: 24_000_000_000);
    }

    [Fact]
    public void Estimate_OfTwoNetworks_CountsBothWeights()
    {
        var one = new TrainingBatch(_miniLm, 8, 16, Dropout: false);
        var weights = 4 * sizeof(float) * one.Weights;
        Assert.Equal(weights, TrainingMemory.Estimate(one with { Networks = 2 }) - TrainingMemory.Estimate(one), 1.0);
    }

    [Fact]
    public void ComplaintAbout_WeightsThatDoNotFit_SaysSo() => Assert.EndsWith(
        "Not even one text fits.",
        TrainingMemory.ComplaintAbout(new(_miniLm, 1, 16, Dropout: false), available: 100_000_000),
        StringComparison.Ordinal);

    private static int Fits(string message) => int.Parse(message.Split("At most ")[1].Split(' ')[0]);
}
