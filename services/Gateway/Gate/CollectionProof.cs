using Kale.Bundles;
using Kale.Gateway.Registry;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.VectorIndex;

namespace Kale.Gateway.Gate;

/// <summary>
/// Proves a candidate on every live collection of its space, each by itself: none is averaged with another, so the
/// worst one decides.
/// </summary>
internal sealed class CollectionProof(CollectionSampling sampling, PairedSearch search, RegistryBundles bundles)
{
    private const string Nothing = "no collection of the space is served: there is nothing to search yet";

    /// <summary>Deep enough that both lists share passages whose order can be compared.</summary>
    private static readonly PassageQuery s_template = new([]) { Limit = 50 };

    public async Task<IReadOnlyList<RolloutCheck>> RunAsync(
        Route route, RegisteredSpace space, GatePair pair, CancellationToken cancellation)
    {
        var builds = await sampling.ListAsync(space.Id, cancellation);
        var checks = new List<RolloutCheck>();
        foreach (var build in builds)
        {
            var sample = await sampling.DrawAsync(build, builds.Count, cancellation);
            var found = await ProveAsync(route.Policy, pair, sample, cancellation);
            checks.AddRange(found.Select(check => check with { Collection = sample.Name }));
        }

        return checks.Count > 0 ? checks :
        [
            .. new[] { CheckNames.Language, CheckNames.Vocabulary, CheckNames.Overlap, CheckNames.Loss }
                .Select(name => RolloutCheck.Skipped(name, Nothing)),
        ];
    }

    private async Task<IEnumerable<RolloutCheck>> ProveAsync(
        RoutePolicy policy, GatePair pair, CollectionSample sample, CancellationToken cancellation)
    {
        var texts = await search.EncodeAsync(pair, [.. sample.Texts.Select(text => text.Text)], cancellation);
        var words = await search.EncodeAsync(pair, sample.Words, cancellation);
        var hits = await search.FindAsync(sample.Build, texts, s_template, cancellation);
        return
        [
            AlignedOn(pair.Candidate, sample),
            LanguageChecks.OfDamage([.. texts, .. words]),
            LanguageChecks.OfDimensions(texts),
            LanguageChecks.OfTexts(policy, texts),
            LanguageChecks.OfWords(policy, words, sample.WordCoverage),
            .. RankingChecks.Of(policy, hits),
            LossChecks.Of(policy, sample, hits),
        ];
    }

    // Students lose most where they were never aligned.
    private RolloutCheck AlignedOn(string bundle, CollectionSample sample)
    {
        var sources = bundles.Find(bundle)?.Provenance.AlignedOn ?? [];
        var texts = sources
            .Where(source => source.Kind == TextSource.Collection && source.Name == sample.Name)
            .Sum(source => source.Texts);
        return RolloutCheck.That(
            CheckNames.AlignedOn, true, texts,
            texts > 0 ? $"it was aligned on {texts} texts of the collection"
                : sources.Count > 0 ? "it was not aligned on the collection"
                : "it does not say what it was aligned on");
    }
}
