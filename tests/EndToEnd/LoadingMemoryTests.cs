using Kale.Bundles;
using Kale.Encoding;

namespace Kale.EndToEnd.Tests;

/// <summary>The budget of a replica counts what loading an encoder takes, whatever the encoder is made of.</summary>
public sealed class LoadingMemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Estimate_OfAnEncoder_IsAboveWhatLoadingItTakes(bool manyWords)
    {
        using var directory = new TemporaryDirectory();
        var store = new BundleStore(directory.Path);
        var options = new PublishOptions
        {
            Provenance = new global::Kale.Bundles.Provenance
            {
                Source = "random weights for tests",
                Created = DateTimeOffset.UnixEpoch,
            },
        };
        var first = TinyEncoder.Publish(directory.Path, "first", seed: 1);
        var model = manyWords ? TinyEncoder.OfManyWords(seed: 2) : TinyEncoder.Heavy(seed: 2);
        var measured = BundlePublisher.Publish(model, null, store, "measured", options);
        var estimate = EncoderMemory.Of(measured);

        var taken = (await Kale.EndAsync(Kale.CommandOf(
            "Kale.EndToEnd.Tests.dll", "load", first.Directory, measured.Directory))).Succeeded().Text;

        var bytes = taken.Split(' ').Select(long.Parse).ToList();
        Assert.True(bytes[0] <= estimate.Loading, $"{bytes[0]} bytes while it loads, {estimate}");
        Assert.True(bytes[1] <= estimate.Loaded, $"{bytes[1]} bytes then, {estimate}");
        Assert.True(estimate.Loading < 4 * bytes[0], $"{bytes[0]} bytes while it loads, {estimate}");
    }
}
