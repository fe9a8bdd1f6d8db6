using System.Security.Cryptography;
using Kale.Bundles;
using Kale.Storage;

namespace Kale.Trainer.Data;

/// <summary>What data a job saw, for provenance and caches: names do not matter, bytes and their order do.</summary>
internal static class DataHash
{
    /// <summary>sha256 over the sha256 of each file.</summary>
    public static string Of(params IEnumerable<DataFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using var stream = PlainFile.OpenRead(file.Path);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>sha256 over texts in their order.</summary>
    public static string Of(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            // A byte that no UTF-8 text holds keeps "ab","c" and "a","bc" apart.
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text));
            hash.AppendData([0xFF]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
