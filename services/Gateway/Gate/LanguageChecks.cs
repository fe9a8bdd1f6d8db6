using System.Globalization;
using Kale.Retrieval.Agreement;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Gate;

/// <summary>
/// Whether the candidate tells the texts and the words of a collection apart as the active encoder does. A good student
/// may take a word for one that means much the same; one whose row of the table is damaged lies anywhere.
/// </summary>
internal static class LanguageChecks
{
    // Of all words of the sample: nearer ones are of the same field.
    private const double Elsewhere = 0.25;
    private const int MostNamed = 5;

    // Fewer are found or not by chance.
    private const int Fewest = 24;

    // Correlations over fewer texts scatter.
    private const int FewestForDimensions = 64;
    private const double MostStrays = 0.02;
    private const double MostShift = 0.25;

    // Students without layers move as far as a small offset does, and differ much more otherwise.
    private const double MostShiftOfOffset = 0.15;
    private const double OffsetsPart = 0.25;

    public static RolloutCheck OfTexts(RoutePolicy policy, IReadOnlyList<VectorPair> texts) => texts.Count < Fewest
        ? RolloutCheck.Skipped(CheckNames.Language, $"{texts.Count} texts are too few to tell apart")
        : RolloutCheck.AtLeast(
            CheckNames.Language, Identification.Found(Ranks(texts)), policy.MinProbesFound, texts.Count,
            "the share of texts that find the active encoder's vector among all");

    /// <summary>Over texts and words: a row of the table may be in no text, a position in no word.</summary>
    public static RolloutCheck OfDamage(IReadOnlyList<VectorPair> pairs)
    {
        var patchwork = Patchwork.Of(
            [.. pairs.Select(pair => pair.Candidate)], [.. pairs.Select(pair => pair.Active)]);
        return RolloutCheck.That(
            CheckNames.Damage, !patchwork.IsDamagedCopy, pairs.Count,
            patchwork.IsDamagedCopy
                ? $"of {pairs.Count} texts it makes the other encoder's vectors of {patchwork.Same} and others of "
                    + $"{patchwork.Others.Count}{Named([.. patchwork.Others.Select(i => Short(pairs[i].Text))])}: "
                    + "it is that encoder, damaged in places"
                : "it is no damaged copy of the encoder that it is held against");
    }

    /// <summary>Zeroed, exchanged or moved dimensions cost rankings little, and are no other encoder's work.</summary>
    public static RolloutCheck OfDimensions(IReadOnlyList<VectorPair> texts)
    {
        if (texts.Count < FewestForDimensions)
            return RolloutCheck.Skipped(CheckNames.Dimensions, $"{texts.Count} texts are too few to compare them by");
        var found = Dimensions.Of([.. texts.Select(pair => pair.Candidate)], [.. texts.Select(pair => pair.Active)]);
        var dims = texts[0].Active.Length;
        var strays = $"{found.Strays.Count} of {dims} dimensions follow the active encoder's less than a fifth as well "
            + $"as the others do ({Number(found.Typical)})";
        var most = found.Common > OffsetsPart ? MostShiftOfOffset : MostShift;
        var shift = $"all vectors are moved by {Number(found.Shift)} the same way, at most {Number(most)} is accepted, "
            + $"which is {Percent(found.Common)} of how they differ";
        return RolloutCheck.That(
            CheckNames.Dimensions, found.Strays.Count <= MostStrays * dims && found.Shift <= most, texts.Count,
            $"{strays}; {shift}");
    }

    /// <param name="policy">How many may be lost.</param>
    /// <param name="words">Single words.</param>
    /// <param name="coverage">The share of all that the collection says that they are.</param>
    public static RolloutCheck OfWords(RoutePolicy policy, IReadOnlyList<VectorPair> words, double coverage)
    {
        if (words.Count < Fewest)
            return RolloutCheck.Skipped(CheckNames.Vocabulary, $"{words.Count} words are too few to tell apart");
        var lost = Ranks(words).Index().Where(rank => rank.Item > words.Count * Elsewhere)
            .Select(rank => words[rank.Index].Text).ToList();
        var check = RolloutCheck.AtMost(
            CheckNames.Vocabulary, lost.Count / (double)words.Count, policy.MaxLostWords, words.Count,
            "the share of words that lie elsewhere");
        return check with { Message = $"{check.Message}{Named(lost)}; the words are {Percent(coverage)} of its text" };
    }

    private static IReadOnlyList<int> Ranks(IReadOnlyList<VectorPair> pairs) => Identification.Ranks(
        [.. pairs.Select(pair => pair.Candidate)], [.. pairs.Select(pair => pair.Active)]);

    private static string Named(List<string> words) => words.Count == 0 ? "" :
        $", such as {string.Join(", ", words.Take(MostNamed).Select(word => $"'{word}'"))}";

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
