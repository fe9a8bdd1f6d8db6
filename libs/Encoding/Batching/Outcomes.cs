namespace Kale.Encoding.Batching;

/// <summary>What became of a text, as metrics name it.</summary>
internal static class Outcomes
{
    public const string Computed = "computed", Expired = "expired", Cancelled = "cancelled", Refused = "refused", Failed = "failed";
}
