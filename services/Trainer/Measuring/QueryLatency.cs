using Kale.Bundles;

namespace Kale.Trainer.Measuring;

/// <summary>How long queries take: text to vector, one at a time and 32 at once.</summary>
/// <param name="BatchOne">Milliseconds for a query alone, the median.</param>
/// <param name="BatchThirtyTwo">Milliseconds for a query among 32, the median.</param>
internal sealed record QueryLatency(double BatchOne, double BatchThirtyTwo)
{
    private const int MaxCalls = 100;
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(1.5);

    /// <summary>Measures with real queries, as many as fit into some seconds; the first calls warm up.</summary>
    public static QueryLatency Measure(TextEncoding encoder, IReadOnlyList<string> queries, TimeProvider time)
    {
        double Median(int batch)
        {
            var calls = queries
                .Chunk(batch)
                .Where(chunk => chunk.Length == batch)
                .DefaultIfEmpty([.. queries.Take(batch)])
                .ToList();
            Call(encoder, calls[0]);
            var times = new List<double>();
            var started = time.GetTimestamp();
            for (var i = 0; i < MaxCalls && time.GetElapsedTime(started) < s_budget; i++)
            {
                var begun = time.GetTimestamp();
                Call(encoder, calls[i % calls.Count]);
                times.Add(time.GetElapsedTime(begun).TotalMilliseconds / calls[i % calls.Count].Length);
            }

            return times.Order().ElementAt(times.Count / 2);
        }

        return new QueryLatency(Median(1), Median(32));
    }

    private static void Call(TextEncoding encoder, IReadOnlyList<string> texts) =>
        encoder.Session.Run([.. texts.Select(text => encoder.Tokenize(text, EncoderRole.Query))]);
}
