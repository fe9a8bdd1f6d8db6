using System.Text.Json.Serialization;

namespace Kale.Trainer.Reports;

/// <summary>A part of a report.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TableSection), "table")]
[JsonDerivedType(typeof(ScatterSection), "scatter")]
[JsonDerivedType(typeof(LineSection), "lines")]
internal abstract record ReportSection
{
    public required string Title { get; init; }

    /// <summary>How to read it; empty: it speaks for itself.</summary>
    public string Note { get; init; } = "";
}

/// <summary>Rows of texts and numbers.</summary>
internal sealed record TableSection : ReportSection
{
    public required IReadOnlyList<Column> Columns { get; init; }

    public required IReadOnlyList<TableRow> Rows { get; init; }
}

/// <summary>Which way a column's numbers, or an axis, are better; the best are set in bold.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Better>))]
internal enum Better
{
    Neither,
    Higher,
    Lower,
}

/// <param name="Name">The head.</param>
/// <param name="Digits">After the point.</param>
/// <param name="Better">Which way.</param>
internal sealed record Column(string Name, int Digits = 4, Better Better = Better.Neither);

/// <param name="Cells">One for each column.</param>
/// <param name="Marked">Set off, as the Pareto front's rows are.</param>
internal sealed record TableRow(IReadOnlyList<Cell> Cells, bool Marked = false);

/// <summary>A text, or a number with its interval if it has one.</summary>
internal sealed record Cell
{
    public string? Text { get; init; }

    public double? Value { get; init; }

    public double? Low { get; init; }

    public double? High { get; init; }

    public static Cell Of(string text) => new() { Text = text };

    public static Cell Of(double value) => new() { Value = value };

    public static Cell Of(double value, double low, double high) => new() { Value = value, Low = low, High = high };

    public static Cell None { get; } = new();
}

/// <param name="Label">With its unit.</param>
/// <param name="Logarithmic">Whether equal ratios are equally far apart.</param>
/// <param name="Whole">Whether only whole numbers have a meaning, as with layers.</param>
internal sealed record Axis(string Label, bool Logarithmic = false, bool Whole = false);

/// <summary>
/// What each choice costs (x, less is better) and gives (y, more is better); those that no other beats in both are the
/// Pareto front.
/// </summary>
internal sealed record ScatterSection : ReportSection
{
    public required Axis X { get; init; }

    public required Axis Y { get; init; }

    public required IReadOnlyList<ScatterPoint> Points { get; init; }
}

/// <param name="Label">Which choice.</param>
/// <param name="Group">Choices of a kind have a colour.</param>
/// <param name="Front">Whether it is on the Pareto front.</param>
internal sealed record ScatterPoint(string Label, double X, double Y, string Group = "", bool Front = false);

/// <summary>Curves: training, quality by layer.</summary>
internal sealed record LineSection : ReportSection
{
    public required Axis X { get; init; }

    public required Axis Y { get; init; }

    public required IReadOnlyList<Series> Series { get; init; }
}

internal sealed record Series(string Name, IReadOnlyList<LinePoint> Points);

internal sealed record LinePoint(double X, double Y);
