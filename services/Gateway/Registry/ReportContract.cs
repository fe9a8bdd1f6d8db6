using Google.Protobuf.WellKnownTypes;
using CheckOutcome = Kale.Rollouts.Reports.CheckOutcome;
using RolloutCheck = Kale.Rollouts.Reports.RolloutCheck;
using RolloutReport = Kale.Rollouts.Reports.RolloutReport;

namespace Kale.Gateway.Registry;

/// <summary>Reports in the words of the contract.</summary>
internal static class ReportContract
{
    public static V1.RolloutReport From(RolloutReport report) => new()
    {
        ReportId = report.Id,
        Route = report.Route,
        ReleaseId = report.ReleaseId,
        BundleId = report.BundleId,
        Kind = report.Kind,
        Passed = report.Passed,
        Checks = { report.Checks.Select(From) },
        Created = Timestamp.FromDateTimeOffset(report.Created),
        Gateway = report.Gateway,
        Summary = report.Summary,
    };

    private static V1.RolloutCheck From(RolloutCheck check)
    {
        var told = new V1.RolloutCheck
        {
            Name = check.Name,
            Outcome = OutcomeOf(check.Outcome),
            Value = check.Value,
            Bound = check.Bound,
            Samples = (uint)check.Samples,
            Message = check.Message,
            Collection = check.Collection,
        };
        if (check.Interval is { } interval)
            (told.Low, told.High) = (interval.Low, interval.High);
        return told;
    }

    private static V1.CheckOutcome OutcomeOf(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => V1.CheckOutcome.Passed,
        CheckOutcome.Failed => V1.CheckOutcome.Failed,
        CheckOutcome.Inconclusive => V1.CheckOutcome.Inconclusive,
        _ => V1.CheckOutcome.Skipped,
    };
}
