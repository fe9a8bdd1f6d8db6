namespace Kale.Gateway.Search;

/// <summary>
/// When each stage of a search must be done. No stage is given all of the caller's time: what the first ones leave
/// undone would then be told to nobody.
/// </summary>
/// <param name="Encode">The query must be encoded.</param>
/// <param name="Store">The passages must be found.</param>
internal readonly record struct SearchBudget(DateTime Encode, DateTime Store)
{
    // Timers take 49 days at most; nobody waits for a search as long as one.
    private static readonly TimeSpan s_never = TimeSpan.FromDays(1);

    /// <param name="deadline">When the caller stops waiting; MaxValue: never.</param>
    /// <param name="now">When the search begins.</param>
    /// <param name="options">The stages' shares.</param>
    public static SearchBudget Of(DateTime deadline, DateTime now, GatewayOptions options)
    {
        if (deadline == DateTime.MaxValue)
            return new SearchBudget(deadline, deadline);
        var encode = now + (deadline - now) * options.EncodeShare;
        return new SearchBudget(encode, encode + (deadline - now) * options.StoreShare);
    }

    /// <summary>What the first stage has in all, as a timer takes it.</summary>
    public TimeSpan StoreFrom(DateTime now) => Store == DateTime.MaxValue || Store - now > s_never
        ? Timeout.InfiniteTimeSpan
        : Store > now ? Store - now : TimeSpan.Zero;
}
