namespace Kale.Trainer.Reports;

/// <summary>
/// A table as HTML: numbers to the right, the best of a column in bold, intervals below their numbers.
/// </summary>
internal static class TableHtml
{
    public static string Of(TableSection table)
    {
        var best = table.Columns
            .Select((column, i) => Best(column, table.Rows.Select(row => row.Cells[i].Value)))
            .ToList();
        var head = string.Concat(table.Columns.Select((column, i) =>
            $"<th scope=\"col\"{(IsNumeric(table, i) ? " class=\"number\"" : "")}>{Svg.Escape(column.Name)}</th>"));
        var rows = string.Concat(table.Rows.Select(row => Row(table, row, best)));
        return "<div class=\"scroll\"><table>\n"
            + $"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n";
    }

    private static string Row(TableSection table, TableRow row, List<double?> best)
    {
        var cells = row.Cells.Select((cell, i) => CellHtml(
            table.Columns[i], cell,
            isBest: cell.Value is not null && cell.Value == best[i], isHead: i == 0, IsNumeric(table, i)));
        return $"<tr{(row.Marked ? " class=\"marked\"" : "")}>{string.Concat(cells)}</tr>\n";
    }

    private static string CellHtml(Column column, Cell cell, bool isBest, bool isHead, bool isNumeric)
    {
        if (cell.Value is not { } value)
            return isHead
                ? $"<th scope=\"row\">{Svg.Escape(cell.Text ?? "")}</th>"
                : $"<td{(isNumeric ? " class=\"number\"" : "")}>{Svg.Escape(cell.Text ?? "–")}</td>";
        var number = NumberText.Fixed(value, column.Digits);
        var shown = isBest ? $"<b>{number}</b>" : number;
        return $"<td class=\"number\">{shown}{IntervalHtml(column, cell)}</td>";
    }

    private static string IntervalHtml(Column column, Cell cell) => cell is { Low: { } low, High: { } high }
        ? $"<small>{NumberText.Fixed(low, column.Digits)} … {NumberText.Fixed(high, column.Digits)}</small>"
        : "";

    private static double? Best(Column column, IEnumerable<double?> values)
    {
        var numbers = values.OfType<double>().Where(double.IsFinite).ToList();
        // The best of one is none.
        return numbers.Count < 2 || column.Better == Better.Neither ? null
            : column.Better == Better.Higher ? numbers.Max() : numbers.Min();
    }

    private static bool IsNumeric(TableSection table, int column) =>
        table.Rows.Any(row => row.Cells[column].Value is not null);
}
