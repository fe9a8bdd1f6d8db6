namespace Kale.Trainer.Reports;

/// <summary>
/// What a job has found out. report.json is this as JSON, report.html this as a page. A recipe makes it like this, and
/// gives it back as <see cref="Recipes.RecipeResult.Report"/>:
/// </summary>
/// <example><code>
/// new Report
/// {
///     Title = "…", Summary = "The result in a sentence.", Made = context.Time.GetUtcNow(),
///     Facts = [.. RunFacts.Of(context), RunFacts.Of(data), new Fact("Teacher", teacher.Id)],
///     Sections =
///     [
///         new TableSection { Title, Columns = [new("Encoder"), new("ndcg@10", Better: Better.Higher)],
///             Rows = [new TableRow([Cell.Of("kale-3"), Cell.Of(mean, low, high)], Marked: front[0])] },
///         new ScatterSection { … }, // quality against latency; front = ParetoFront.Of(choices)
///         new LineSection { …, Series = [TrainingCurves.Loss(context.History, "training")] }, // over steps or layers
///     ],
/// }
/// </code></example>
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
