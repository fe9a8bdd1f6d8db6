using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Kale.VectorIndex.Schema;

/// <summary>Names in the store: the alias is the collection's name, the physical collection is "name--build".</summary>
internal static partial class CollectionNames
{
    private const string Separator = "--";

    public static string Physical(string collection, string buildId) => collection + Separator + buildId;

    public static bool IsBuild(string physical, string buildId) =>
        physical.EndsWith(Separator + buildId, StringComparison.Ordinal);

    public static bool IsBuildOf(string physical, string collection) =>
        physical.LastIndexOf(Separator, StringComparison.Ordinal) == collection.Length
        && physical.StartsWith(collection, StringComparison.Ordinal);

    /// <summary>
    /// The same request makes the same build; the space is part of it, so a name never changes its space.
    /// </summary>
    public static string BuildId(string collection, string requestId, IndexSpace space)
    {
        var request = $"{collection}\n{requestId}\n{space.SpaceId}\n{space.ContextBundleId}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)).AsSpan(0, 8));
    }

    public static void RequireCollection(string name)
    {
        if (CollectionName().IsMatch(name) && !name.Contains(Separator, StringComparison.Ordinal)) return;
        throw new VectorIndexException(VectorIndexError.InvalidName,
            $"'{name}' cannot name a collection: use 1 to 128 letters, digits, '.', '_' and '-', beginning with a "
            + "letter or digit and without '--'.")
        { Subject = name };
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex CollectionName();
}
