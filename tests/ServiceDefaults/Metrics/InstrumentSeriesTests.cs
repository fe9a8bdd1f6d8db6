using System.Diagnostics.Metrics;
using Kale.ServiceDefaults.Metrics;

namespace Kale.ServiceDefaults.Tests.Metrics;

public sealed class InstrumentSeriesTests
{
    [Fact]
    public void Write_OfAHistogram_CumulatesItsBuckets()
    {
        using var meter = new Meter("Kale.Tests");
        var histogram = meter.CreateHistogram(
            "kale.queue.wait",
            "s",
            "Wait",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        var series = InstrumentSeries.Of(histogram);
        foreach (var value in new[] { 0.05, 0.1, 0.5, 2 })
            series.Record(value, [new("space", "a\"b")]);
        Assert.Equal(
            """
            # HELP kale_queue_wait_seconds Wait
            # TYPE kale_queue_wait_seconds histogram
            kale_queue_wait_seconds_bucket{space="a\"b",le="0.1"} 2
            kale_queue_wait_seconds_bucket{space="a\"b",le="1"} 3
            kale_queue_wait_seconds_bucket{space="a\"b",le="+Inf"} 4
            kale_queue_wait_seconds_sum{space="a\"b"} 2.65
            kale_queue_wait_seconds_count{space="a\"b"} 4

            """,
            PrometheusText.Write([series]));
    }

    [Fact]
    public void Write_OfAHistogramOfWholeNumbers_TakesItsOwnBuckets()
    {
        using var meter = new Meter("Kale.Tests");
        var histogram = meter.CreateHistogram(
            "kale.batch.rows", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 8] });
        var series = InstrumentSeries.Of(histogram);
        series.Record(8, []);
        Assert.Equal(
            """
            # TYPE kale_batch_rows histogram
            kale_batch_rows_bucket{le="1"} 0
            kale_batch_rows_bucket{le="8"} 1
            kale_batch_rows_bucket{le="+Inf"} 1
            kale_batch_rows_sum 8
            kale_batch_rows_count 1

            """,
            PrometheusText.Write([series]));
    }

    [Fact]
    public void Record_OnAnUpDownCounter_Sums()
    {
        using var meter = new Meter("Kale.Tests");
        var series = InstrumentSeries.Of(meter.CreateUpDownCounter<int>("kale.in_flight"));
        series.Record(2, []);
        series.Record(-1, []);
        Assert.Equal("# TYPE kale_in_flight gauge\nkale_in_flight 1\n", PrometheusText.Write([series]));
    }
}
