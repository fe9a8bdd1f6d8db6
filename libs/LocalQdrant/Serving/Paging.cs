namespace Kale.LocalQdrant.Serving;

/// <summary>Limits and offsets of requests.</summary>
internal static class Paging
{
    public const ulong DefaultLimit = 10;

    public static int Limit(bool given, ulong limit, string name = "limit")
    {
        if (!given)
            limit = DefaultLimit;
        if (limit == 0)
            throw LocalQdrantException.Invalid($"{name}: value 0 invalid, must be 1 or larger");
        return (int)Math.Min(limit, int.MaxValue / 2);
    }

    public static int Offset(ulong offset) => (int)Math.Min(offset, int.MaxValue / 2);
}
