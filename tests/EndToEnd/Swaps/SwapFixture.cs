using Kale.Bundles;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>Forty documents and candidates of every kind.</summary>
public sealed class SwapFixture : GateFixture
{
    internal Candidates Candidates { get; private set; } = null!;

    private protected override EncoderModel Model() => Candidates.Reference();

    private protected override void Prepare(BundleStore store, Bundle reference, EncoderModel model) =>
        Candidates = new Candidates(store, reference, model);

    private protected override void WriteCorpus(string directory) => SuiteFixture.WriteCorpus(directory);
}
