using Kale.Bundles;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>Documents of words, and candidates that are wrong for some of them.</summary>
public sealed class WordFixture : GateFixture
{
    internal DamagedCandidates Candidates { get; private set; } = null!;

    private protected override EncoderModel Model() => WordEncoder.Model();

    private protected override void Prepare(BundleStore store, Bundle reference, EncoderModel model) =>
        Candidates = new DamagedCandidates(store, reference, model);

    private protected override void WriteCorpus(string directory) => WordEncoder.WriteCorpus(directory);
}
