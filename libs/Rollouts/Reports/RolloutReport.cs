namespace Kale.Rollouts.Reports;

/// <summary>What a release was found to be, by the gate or in traffic. Written once.</summary>
public sealed record RolloutReport
{
    /// <summary>Names the report among those of its route.</summary>
    public required string Id { get; init; }

    /// <summary>The route.</summary>
    public required string Route { get; init; }

    /// <summary>What was looked at.</summary>
    public required string ReleaseId { get; init; }

    /// <summary>Its bundle.</summary>
    public required string BundleId { get; init; }

    /// <summary>gate, shadow or canary.</summary>
    public required string Kind { get; init; }

    /// <summary>Every check, the plainest first.</summary>
    public required IReadOnlyList<RolloutCheck> Checks { get; init; }

    /// <summary>The route's generation that it was made on.</summary>
    public long Generation { get; init; }

    /// <summary>When, by the clock of the gateway that looked.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The gateway that looked.</summary>
    public required string Gateway { get; init; }

    /// <summary>Whether no check failed, and none found too little to say.</summary>
    public bool Passed => Checks.All(check => !Stops(check));

    /// <summary>In one line: which checks refused it, or that none did and what was not proved.</summary>
    public string Summary => Passed
        ? $"{Kind}: {Checks.Count(check => check.Outcome == CheckOutcome.Passed)} checks passed{NotProved}"
        : $"{Kind}: " + string.Join("; ", Checks.Where(Stops).Select(Tell));

    private string NotProved => Checks.Where(check => check.Outcome == CheckOutcome.Skipped)
        .Select(check => check.Name)
        .Distinct()
        .ToList() is { Count: > 0 } skipped ? $"; not proved: {string.Join(", ", skipped)}" : "";

    private static bool Stops(RolloutCheck check) =>
        check.Outcome is CheckOutcome.Failed or CheckOutcome.Inconclusive;

    private static string Tell(RolloutCheck check) => check.Collection.Length == 0
        ? $"{check.Name}: {check.Message}"
        : $"{check.Name} on '{check.Collection}': {check.Message}";
}
