using Kale.Bundles;
using Kale.Trainer.Models.Runtime;

namespace Kale.Trainer.Tests.Models.Runtime;

public sealed class TrainingMemoryTests
{
    private readonly EncoderModel _miniLm = ModelImporter.Import(Npm.MiniLm);

    // Peaks of resident memory over three steps, less the process without the network.
    [Theory]
    [InlineData(32, 64, false, 862)]
    [InlineData(32, 64, true, 1058)]
    [InlineData(64, 128, false, 2566)]
    [InlineData(16, 256, false, 1690)]
    [InlineData(16, 256, true, 2414)]
    public void Estimate_OfMiniLm_IsNearWhatWasMeasured(int batch, int tokens, bool dropout, double megabytes) =>
        Assert.InRange(
            TrainingMemory.Estimate(_miniLm, batch, tokens, dropout) / 1e6, 0.85 * megabytes, 1.15 * megabytes);

    [Fact]
    public void Require_OfABatchThatFits_Returns() => TrainingMemory.Require(_miniLm, 1, 16, dropout: false);

    [Fact]
    public void Require_OfABatchThatDoesNot_SaysHowMuchWould()
    {
        var error = Assert.Throws<TrainingException>(
            () => TrainingMemory.Require(_miniLm, 4096, 256, dropout: true, available: 24_000_000_000));
        Assert.Equal(TrainingError.OutOfRange, error.Code);
        Assert.Matches("^A batch of 4096 texts of 256 tokens needs about .+ GB of memory; there are 24 GB", error.Message);
        var fits = int.Parse(error.Message.Split("At most ")[1].Split(' ')[0]);
        TrainingMemory.Require(_miniLm, fits, 256, dropout: true, available: 24_000_000_000);
    }

    [Fact]
    public void Require_OfWeightsThatDoNotFit_SaysSo()
    {
        var error = Assert.Throws<TrainingException>(
            () => TrainingMemory.Require(_miniLm, 1, 16, dropout: false, available: 100_000_000));
        Assert.EndsWith("Not even one text fits.", error.Message);
    }
}
