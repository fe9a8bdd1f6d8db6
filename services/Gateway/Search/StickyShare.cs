using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kale.Gateway.Search;

/// <summary>
/// Where a key lies within the searches of a release: the same for every gateway, another for every release.
/// </summary>
internal static class StickyShare
{
    /// <summary>Whether the key is within the share. A key within a share is within every greater one.</summary>
    public static bool Holds(string releaseId, string key, double share) =>
        (key.Length == 0 ? Random.Shared.NextDouble() : PlaceOf(releaseId, key)) < share;

    private static double PlaceOf(string releaseId, string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{releaseId}\n{key}"));
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }
}
