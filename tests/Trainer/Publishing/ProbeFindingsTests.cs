using Kale.Bundles;
using Kale.Trainer.Publishing;
using Kale.Trainer.Tests.Support;

namespace Kale.Trainer.Tests.Publishing;

public sealed class ProbeFindingsTests
{
    [Fact]
    public void Of_AnEncoderThatIsClose_FindsAllAndPromisesNearlyWhatItReaches()
    {
        using var directory = new TemporaryDirectory();
        var probes = directory.Publish("teacher", TinyBundles.Dual()).Probes!;
        var findings = ProbeFindings.Of(TinyBundles.Near(TinyBundles.Dual()), probes);
        Assert.InRange(findings.Found, 0.95, 1);
        Assert.InRange(findings.MeanCosine, findings.LeastCosine, 1);
        Assert.Equal(findings.LeastCosine - 0.02, findings.Promise, 9);
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
        var findings = ProbeFindings.Of(model, turned);
        Assert.InRange(findings.Promise, -0.999, -0.9);
        Assert.InRange(findings.Found, 0.8, 0.99);
    }

    [Fact]
    public void Of_AnEncoderOfAnotherLanguage_FindsNothing()
    {
        using var directory = new TemporaryDirectory();
        var probes = directory.Publish("teacher", TinyBundles.Dual()).Probes!;
        Assert.InRange(ProbeFindings.Of(TinyBundles.Dual(seed: 9), probes).Found, 0, 0.3);
    }

    private static float[] Turned(float[] vector) => Array.ConvertAll(vector, value => -value);
}
