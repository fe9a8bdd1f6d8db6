namespace Kale.Encoding.Batching;

/// <summary>What became of a text, as metrics name it.</summary>
internal static class Outcomes
{
    public const string Computed = "computed";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";
    public const string Refused = "refused";
    public const string Failed = "failed";
}
