using System.Diagnostics;

namespace Kale.LocalQdrant.Serving;

/// <summary>The time that Qdrant's answers carry, in seconds.</summary>
internal static class Elapsed
{
    public static double Since(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds;
}
