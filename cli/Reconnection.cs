namespace Kale.Cli;

/// <summary>How a command waits for a server that was there and is gone.</summary>
internal static class Reconnection
{
    /// <summary>Between one attempt and the next: two minutes in all, in which a server restarts.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses =
        [.. new[] { 1, 2, 4, 8, 15, 15, 15, 15, 15, 15, 15 }.Select(seconds => TimeSpan.FromSeconds(seconds))];
}
