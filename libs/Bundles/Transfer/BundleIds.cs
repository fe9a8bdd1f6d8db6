using System.Text.RegularExpressions;

namespace Kale.Bundles;

/// <summary>Ids of bundles: <c>bundle-</c> and 32 hex digits, the head of a sha256.</summary>
internal static partial class BundleIds
{
    public static bool IsId(string text) => Id().IsMatch(text);

    [GeneratedRegex(@"\Abundle-[0-9a-f]{32}\z")]
    private static partial Regex Id();
}
