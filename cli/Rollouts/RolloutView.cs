using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Rollouts;

/// <summary>A rollout as a live table: share, overlap, latency, verdict.</summary>
internal static class RolloutView
{
    /// <summary>Follows until there is no candidate any more.</summary>
    public static Task<RolloutStatus> WatchAsync(RegistrySession session, CancellationToken cancel) =>
        LiveView.ShowAsync(
            session.StatusAsync, Draw, RolloutText.Line, Happened, status => status.Route.Candidate is null, cancel);

    /// <summary>Follows until the gate has spoken.</summary>
    public static Task<RolloutStatus> WatchGateAsync(RegistrySession session, CancellationToken cancel) =>
        LiveView.ShowAsync(
            session.StatusAsync,
            Draw,
            RolloutText.Line,
            Happened,
            status => status.Route.CandidateStage != RolloutStage.Staged,
            cancel);

    public static void Print(RolloutReport report)
    {
        foreach (var line in RolloutText.Report(report)) { Terminal.Out.WriteLine(line); }
    }

    private static string Happened(RolloutStatus status) =>
        $"{status.Route.Generation} {status.Route.CandidateStage} {status.ReplicasReady}/{status.Replicas}";

    private static Rows Draw(RolloutStatus status) => new(Heading(status), Numbers(status), Verdicts(status));

    private static Markup Heading(RolloutStatus status) => new(Markup.Escape(
        $"{status.Route.Name}: generation {status.Route.Generation}, {RolloutText.Candidate(status.Route)}, "
        + $"ready on {status.ReplicasReady} of {status.Replicas} replicas"));

    private static Table Numbers(RolloutStatus status)
    {
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("", "bundle", "searches", "errors", "p95 ms", "overlap@10");
        Add(table, "active", status.Route.Active.BundleId, status.Active, "");
        if (status.Route.Candidate is { } candidate)
        {
            Add(table, "candidate", candidate.BundleId, status.Candidate, RolloutText.Mean(status));
        }
        return table;
    }

    private static void Add(Table table, string who, string bundle, EncoderTraffic? traffic, string overlap) =>
        table.AddRow(
            who,
            RolloutText.Short(bundle),
            $"{traffic?.Searches ?? 0}",
            $"{traffic?.Errors ?? 0}",
            RolloutText.Milliseconds(traffic),
            overlap);

    private static Rows Verdicts(RolloutStatus status) =>
        new Rows(status.Reports
            .Where(report => report.ReleaseId == status.Route.Candidate?.ReleaseId)
            .Take(1)
            .SelectMany(RolloutText.Report)
            .Select(line => new Text(line)));
}
