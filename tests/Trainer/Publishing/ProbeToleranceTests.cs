using Kale.Bundles;
using Kale.Trainer.Publishing;
using Kale.Trainer.Tests.Support;

namespace Kale.Trainer.Tests.Publishing;

public sealed class ProbeToleranceTests
{
    [Fact]
    public void Of_AnEncoderThatIsClose_IsWhatTheSpaceAsksFor()
    {
        using var directory = new TemporaryDirectory();
        var teacher = directory.Publish("teacher", TinyBundles.Dual());
        Assert.Equal(
            teacher.Probes!.MinCosine,
            ProbeTolerance.Of(TinyBundles.Near(TinyBundles.Dual()), teacher.Probes));
    }

    [Fact]
    public void Of_AnEncoderThatIsFarOffOnSomeTexts_SaysHowFarTheWorstIs()
    {
        using var directory = new TemporaryDirectory();
        var model = TinyBundles.Dual();
        var probes = directory.Publish("teacher", model).Probes!;
        var turned = probes with
        {
            Probes =
            [
                .. probes.Probes.Select((probe, i) =>
                    i == 3 ? probe with { Reference = Turned(probe.Reference) } : probe),
            ],
        };
        Assert.InRange(ProbeTolerance.Of(model, turned), -1, -0.9);
    }

    [Fact]
    public void Of_AnEncoderOfAnotherSpace_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        var probes = directory.Publish("teacher", TinyBundles.Dual()).Probes!;
        var turned = probes with
        {
            Probes = [.. probes.Probes.Select(probe => probe with { Reference = Turned(probe.Reference) })],
        };
        var error = Assert.Throws<BundleException>(() => ProbeTolerance.Of(TinyBundles.Dual(), turned));
        Assert.Equal(BundleError.ProbeMismatch, error.Code);
    }

    private static float[] Turned(float[] vector) => Array.ConvertAll(vector, value => -value);
}
