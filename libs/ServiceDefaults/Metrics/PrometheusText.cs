using System.Globalization;
using System.Text;

namespace Kale.ServiceDefaults.Metrics;

/// <summary>Series in Prometheus's text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<InstrumentSeries> instruments)
    {
        var text = new StringBuilder();
        foreach (var series in instruments)
            Write(text, series);
        return text.ToString();
    }

    private static void Write(StringBuilder text, InstrumentSeries series)
    {
        if (series.Help.Length > 0)
            text.Append($"# HELP {series.Name} {series.Help.ReplaceLineEndings(" ")}\n");
        text.Append($"# TYPE {series.Name} {KindOf(series.Kind)}\n");
        foreach (var (labels, cell) in series.Cells)
        {
            if (series.Kind == SeriesKind.Histogram)
                WriteHistogram(text, series.Name, labels, cell);
            else
                WriteLine(text, series.Name, labels, cell.Read().Value);
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, Cell cell)
    {
        var (sum, count, buckets) = cell.Read();
        var comma = labels.Length == 0 ? "" : ",";
        foreach (var (bound, through) in buckets)
            WriteLine(text, name + "_bucket", $"{labels}{comma}le=\"{Number(bound)}\"", through);
        WriteLine(text, name + "_bucket", $"{labels}{comma}le=\"+Inf\"", count);
        WriteLine(text, name + "_sum", labels, sum);
        WriteLine(text, name + "_count", labels, count);
    }

    private static void WriteLine(StringBuilder text, string name, string labels, double value) =>
        text.Append(name)
            .Append(labels.Length == 0 ? "" : $"{{{labels}}}")
            .Append(' ')
            .Append(Number(value))
            .Append('\n');

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string KindOf(SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => "counter",
        SeriesKind.Histogram => "histogram",
        _ => "gauge",
    };
}
