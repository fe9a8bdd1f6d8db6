namespace Kale.Trainer.Reports;

/// <summary>What a job has found out. report.json is this as JSON, report.html this as a page.</summary>
internal sealed record Report
{
    /// <summary>As in <c>Alignment sweep of MiniLM-L6 on SciFact</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The result in a sentence or two.</summary>
    public required string Summary { get; init; }

    public required DateTimeOffset Made { get; init; }

    /// <summary>Job, data, seed, machine: what one needs to get the same again.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    public IReadOnlyList<ReportSection> Sections { get; init; } = [];
}

/// <summary>A line of the report's head.</summary>
internal sealed record Fact(string Name, string Value);
