using System.Globalization;
using Kale.Retrieval.Agreement;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;

namespace Kale.Gateway.Gate;

/// <summary>
/// What a collection is estimated to lose in nDCG@10 with the candidate, by texts of its own. Parts of sentences say
/// too little to rank by, and do not count. Each length has to be within twice the bound by itself: a student reads
/// long texts about as well as short ones.
/// </summary>
internal static class LossChecks
{
    private const double OfOneLength = 2;
    private const int FewestOfOneLength = 24;

    public static RolloutCheck Of(
        RoutePolicy policy, CollectionSample sample, IReadOnlyList<HitPair> pairs)
    {
        var kinds = sample.Texts.ToLookup(text => text.Text, text => text.Kind);
        var judged = pairs.Select(pair => (Kind: kinds[pair.Text].First(), Loss: LossOf(pair))).ToList();
        // A collection of short texts alone is searched with short texts.
        if (judged.Exists(text => text.Kind != TextKind.Short))
            judged.RemoveAll(text => text.Kind == TextKind.Short);
        var worst = judged.GroupBy(text => text.Kind).Where(texts => texts.Count() >= FewestOfOneLength)
            .Select(texts => (texts.Key, Estimate: LossEstimate.Of([.. texts.Select(text => text.Loss)])))
            .OrderByDescending(texts => texts.Estimate.Loss)
            .FirstOrDefault();
        return worst.Estimate is { } length && length.Loss - length.Sampling > OfOneLength * policy.MaxLoss
            ? Check(policy, sample, length, CheckOutcome.Failed, $"of {Name(worst.Key)} alone ")
            : Whole(policy, sample, LossEstimate.Of([.. judged.Select(text => text.Loss)]));
    }

    private static RolloutCheck Whole(RoutePolicy policy, CollectionSample sample, LossEstimate estimate) =>
        Check(
            policy, sample, estimate,
            estimate.Tells(policy.MaxLoss)
                ? estimate.Loss > policy.MaxLoss ? CheckOutcome.Failed : CheckOutcome.Passed
                : policy.AcceptUnproved ? CheckOutcome.Skipped : CheckOutcome.Inconclusive);

    private static double LossOf(HitPair pair) => TeacherJudge.Loss(
        [.. pair.Active.Select(hit => hit.PassageId)], [.. pair.Candidate.Select(hit => hit.PassageId)]);

    private static RolloutCheck Check(
        RoutePolicy policy, CollectionSample sample, LossEstimate estimate, CheckOutcome outcome, string of = "") =>
        new(
            CheckNames.Loss, outcome, estimate.Loss, policy.MaxLoss, estimate.Samples,
            Tell(policy, sample, estimate, outcome, of))
        {
            Interval = new Interval(estimate.Low, estimate.High),
        };

    private static string Tell(
        RoutePolicy policy, CollectionSample sample, LossEstimate estimate, CheckOutcome outcome, string of)
    {
        var heldOut = sample.Texts.Count(text => text.HeldOut);
        var found = $"{of}about {Percent(estimate.Loss)} of nDCG@10 is lost ({Percent(estimate.Low)} to "
            + $"{Percent(estimate.High)}), at most {Percent(policy.MaxLoss)} is accepted; {estimate.Samples} texts; "
            + $"{heldOut} of the {sample.Texts.Count} drawn are held out of alignments";
        return outcome is CheckOutcome.Passed or CheckOutcome.Failed ? found
            : $"not enough to say: {found}; {estimate.Enough(policy.MaxLoss)} texts would be enough. Index more, set "
                + "labelled queries, or let the route's policy accept what is not proved (accept_unproved)";
    }

    private static string Name(TextKind kind) => kind switch
    {
        TextKind.Query => "what people asked",
        TextKind.Short => "short texts",
        TextKind.Sentence => "sentences",
        TextKind.Long => "long sentences",
        _ => "passages",
    };

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
