using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Kale.ServiceDefaults.Metrics;

internal enum SeriesKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>One instrument's sums, by its labels as Prometheus writes them.</summary>
internal sealed class InstrumentSeries(
    string name, string help, SeriesKind kind, bool observed, bool adds, double[] bounds)
{
    private static readonly double[] s_defaultBounds = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, Cell> _cells = new();

    public string Name => name;

    public string Help => help;

    public SeriesKind Kind => kind;

    public IEnumerable<KeyValuePair<string, Cell>> Cells => _cells.OrderBy(cell => cell.Key, StringComparer.Ordinal);

    public static InstrumentSeries Of(Instrument instrument)
    {
        var type = instrument.GetType().Name.Split('`')[0];
        var kind = type switch
        {
            "Histogram" => SeriesKind.Histogram,
            "Counter" or "ObservableCounter" => SeriesKind.Counter,
            _ => SeriesKind.Gauge,
        };
        var adds = type is "Counter" or "UpDownCounter" or "Histogram";
        return new InstrumentSeries(
            NameOf(instrument, kind),
            instrument.Description ?? "",
            kind,
            instrument.IsObservable,
            adds,
            BoundsOf(instrument));
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var cell = _cells.GetOrAdd(Labels(tags), static (_, count) => new Cell(count), bounds);
        cell.Record(value, adds);
    }

    /// <summary>An observed instrument tells all its series at every look; those it no longer tells are gone.</summary>
    public void ForgetObserved()
    {
        if (observed)
            _cells.Clear();
    }

    /// <summary>kale.queue.wait, "s" → kale_queue_wait_seconds; counters end in _total.</summary>
    private static string NameOf(Instrument instrument, SeriesKind kind)
    {
        var name = new StringBuilder(instrument.Name);
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(name[i]))
                name[i] = '_';
        }

        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return name.Append(unit).Append(kind == SeriesKind.Counter ? "_total" : "").ToString();
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Instrument<double> histogram => Advised(histogram),
        Instrument<float> histogram => Advised(histogram),
        Instrument<long> histogram => Advised(histogram),
        Instrument<int> histogram => Advised(histogram),
        _ => s_defaultBounds,
    };

    private static double[] Advised<T>(Instrument<T> histogram)
        where T : struct, INumber<T> =>
        histogram.Advice?.HistogramBucketBoundaries is { } own
            ? [.. own.Select(double.CreateChecked)]
            : s_defaultBounds;

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var labels = new StringBuilder(tags.Length * 32);
        foreach (var (key, value) in tags)
        {
            labels.Append(labels.Length == 0 ? "" : ",").Append(key.Replace('.', '_')).Append("=\"");
            labels.Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }

        return labels.ToString();
    }

    private static string Escape(string value) => value.AsSpan().ContainsAny('\\', '"', '\n')
        ? value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
        : value;
}
